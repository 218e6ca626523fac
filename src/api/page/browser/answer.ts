/** What came back: status, time, headers, and the body as what it is. */
import { jsonParts } from '../json.ts';

/** Of a text; a browser is slow with more. */
const SHOWN_CHARACTERS = 100_000;
const SHOWN_EVENTS = 5;

export class AnswerView {
  private readonly place: HTMLElement;
  private picture = '';

  constructor(place: HTMLElement) {
    this.place = place;
  }

  clear(): void {
    this.place.hidden = true;
    this.place.replaceChildren();
    if (this.picture !== '') URL.revokeObjectURL(this.picture);
    this.picture = '';
  }

  waiting(stop: () => void): void {
    this.clear();
    const button = element('button', { type: 'button' }, 'Stop');
    button.addEventListener('click', stop);
    this.show(element('p', { class: 'figures' }, 'Waiting … ', button));
  }

  failed(message: string): void {
    this.clear();
    this.show(
      element('p', { class: 'figures' }, element('span', { class: 'code bad' }, 'failed'), ` ${message}`),
    );
  }

  /** @param stop ends a stream of events */
  async answered(response: Response, startedAtMs: number, stop: () => void): Promise<void> {
    const { headers } = response;
    const type = headers.get('content-type') ?? '';
    const firstMs = performance.now() - startedAtMs;
    if (type.startsWith('text/event-stream') && response.body !== null) {
      const button = element('button', { type: 'button' }, 'Stop');
      button.addEventListener('click', stop);
      const list = element('div', { class: 'events' });
      this.head(response, firstMs, undefined, button);
      this.place.append(list);
      await showEvents(response.body, list);
      return;
    }
    const bytes = new Uint8Array(await response.arrayBuffer());
    this.head(response, performance.now() - startedAtMs, bytes.length);
    this.place.append(...this.body(type, bytes, response.url));
  }

  private head(response: Response, ms: number, size: number | undefined, ...more: Node[]): void {
    this.clear();
    const { status, statusText, ok } = response;
    const figures = [
      `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`,
      ...(size === undefined ? [] : [sizeText(size)]),
    ];
    const lines = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
    this.show(
      element(
        'p',
        { class: 'figures' },
        element('span', { class: `code ${ok ? 'good' : 'bad'}` }, `${status} ${statusText}`.trim()),
        ` ${figures.join(' · ')} `,
        ...more,
      ),
      element('details', {}, element('summary', {}, 'Headers'), element('pre', { tabindex: '0' }, lines)),
    );
  }

  private body(type: string, bytes: Uint8Array<ArrayBuffer>, url: string): Node[] {
    if (bytes.length === 0) return [];
    const name = url.replace(/[?#].*/, '').replace(/.*\//, '') || 'answer';
    const address = this.keep(new Blob([bytes], { type }));
    const save = element('a', { href: address, download: name, class: 'save' }, 'Save');
    if (type.startsWith('image/')) {
      return [element('img', { src: address, alt: `The picture that was answered: ${name}` }), save];
    }
    if (!/^text\/|json|xml|openmetrics/.test(type))
      return [element('p', {}, `${type || 'Bytes'}, not shown. `, save)];
    const text = new TextDecoder().decode(bytes);
    const shown = text.slice(0, SHOWN_CHARACTERS);
    const rest = text.length > shown.length ? ` The first ${shown.length} of ${text.length} characters.` : '';
    const code = type.includes('json') && rest === '' ? jsonNodes(text) : [shown];
    return [
      element('pre', { tabindex: '0', 'aria-label': 'Body' }, element('code', {}, ...code)),
      element('p', {}, save, rest),
    ];
  }

  private keep(blob: Blob): string {
    this.picture = URL.createObjectURL(blob);
    return this.picture;
  }

  private show(...nodes: Node[]): void {
    this.place.hidden = false;
    this.place.replaceChildren(...nodes);
  }
}

function jsonNodes(text: string): (Node | string)[] {
  try {
    const value: unknown = JSON.parse(text);
    return jsonParts(value).map((part) =>
      part.kind === 'other' ? part.text : element('span', { class: part.kind }, part.text),
    );
  } catch {
    return [text];
  }
}

/** The last ones, the newest on top. */
async function showEvents(body: ReadableStream<Uint8Array<ArrayBuffer>>, list: HTMLElement): Promise<void> {
  let rest = '';
  for await (const text of textsOf(body)) {
    const events = (rest + text).split(/\r?\n\r?\n/);
    rest = events.pop() ?? '';
    for (const event of events) {
      const data = /^data: ?(.*)$/m.exec(event)?.[1];
      const heading = event
        .replace(/^data: ?.*$/m, '')
        .trim()
        .replaceAll('\n', ' · ');
      const code = data === undefined ? [] : [element('code', {}, ...jsonNodes(data))];
      list.prepend(
        element('pre', { tabindex: '0' }, element('span', { class: 'type' }, `${heading}\n`), ...code),
      );
      while (list.children.length > SHOWN_EVENTS) list.lastChild?.remove();
    }
  }
}

async function* textsOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...children: (Node | string)[]
): HTMLElement {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}
