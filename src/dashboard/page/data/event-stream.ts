/** Server-sent events, read by fetch: an EventSource sends no token. */

export interface ServerEvent {
  readonly name: string;
  readonly data: string;
  readonly id: string;
}

export interface EventStream {
  readonly events: AsyncIterable<ServerEvent>;
  /** What the server said about when to come again. */
  readonly retryMs: () => number | undefined;
}

export function eventsOf(response: Response): EventStream {
  let retryMs: number | undefined;
  async function* read(): AsyncGenerator<ServerEvent> {
    let event = { name: 'message', data: '', id: '' };
    for await (const line of linesOf(response)) {
      if (line === '') {
        if (event.data !== '') yield { ...event, data: event.data.slice(0, -1) };
        event = { name: 'message', data: '', id: event.id };
        continue;
      }
      const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
      if (field === 'event') event.name = value;
      else if (field === 'data') event.data += `${value}\n`;
      else if (field === 'id') event.id = value;
      else if (field === 'retry' && /^\d+$/.test(value)) retryMs = Number(value);
    }
  }
  return { events: read(), retryMs: () => retryMs };
}

async function* linesOf(response: Response): AsyncGenerator<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = (await reader?.read()) ?? { value: undefined, done: true };
    if (done) return;
    const lines = `${rest}${value}`.split(/\r?\n/);
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
