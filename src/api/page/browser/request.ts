/** The request that a form asks for. */
import { addressOf } from '../../address.ts';
import { curlOf } from '../curl.ts';

/** What the page says of an operation. */
export interface Described {
  readonly id: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly parameters: readonly { readonly name: string; readonly in: 'query' | 'path' }[];
}

export interface Asked {
  readonly address: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | undefined;
}

/** Where the page lies, the server's other paths lie beside. */
const base = new URL('./', location.href);

export function requestOf(
  operation: Described,
  form: HTMLFormElement,
  article: HTMLElement,
  token: string,
): Asked {
  const { method, path } = operation;
  const parameters = Object.fromEntries(
    operation.parameters.map(({ name }) => [name, valueIn(article, operation.id, name)]),
  );
  const body = form.querySelector<HTMLTextAreaElement>('textarea')?.value.trim();
  const accept = form.querySelector<HTMLSelectElement>('select[name=accept]')?.value;
  const headers: [string, string][] = [];
  if (accept !== undefined) headers.push(['accept', accept]);
  if (body) headers.push(['content-type', 'application/json']);
  if (token !== '') headers.push(['authorization', `Bearer ${token}`]);
  return {
    address: addressOf(base, path, parameters),
    method,
    headers,
    body: body ? inOneLine(body) : undefined,
  };
}

/** @param secret that is not to stand in the command */
export function commandOf({ address, method, headers, body }: Asked, secret: string): string {
  const shown = headers.map(
    ([name, value]) => [name, secret === '' ? value : value.replace(secret, '$TOKEN')] as const,
  );
  return curlOf(method, address.href, shown, body);
}

/** Undefined where nothing was filled in. */
function valueIn(article: HTMLElement, id: string, name: string): unknown {
  const field = article.querySelector<HTMLInputElement | HTMLSelectElement>(
    `#${CSS.escape(`${id}-${name}`)}`,
  );
  const value = field?.value.trim() ?? '';
  if (value === '') return undefined;
  if (name === 'labels') return labelsIn(value);
  if (name === 'run' || name === 'member') return value.split(',').map((one) => one.trim());
  return value;
}

/** `tenant=acme, provider=x` */
function labelsIn(text: string): Record<string, string> {
  const pairs = text.split(',').map((pair) => pair.trim());
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      const name = at < 0 ? pair : pair.slice(0, at);
      return [name.trim().replace(/^label\./, ''), at < 0 ? '' : pair.slice(at + 1)];
    }),
  );
}

/** As it is where it is no JSON: the server says so. */
function inOneLine(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}
