/**
 * `inferometer/integrations/fetch`: a `fetch` that records what it asks of models, for programs that call their APIs without a
 * client, and for clients that take a `fetch` of one's own.
 */
import { isOfKind } from '../errors.ts';
import {
  type CallDescription,
  type CallsOf,
  CHAT,
  COMPLETION,
  CONTENT,
  EMBEDDINGS,
  type KnownMethod,
  requestDescription,
  standInFor,
} from '../instrument/index.ts';
import { contextOf, namesOf, type TelemetryHandle } from '../telemetry/index.ts';
import { requireFunction } from '../validate.ts';
import { COMMON_OPTIONS, callsFor, type IntegrationOptions } from './base/options.ts';
import { providerAt } from './base/providers.ts';
import { RequestCall } from './base/request-call.ts';

export interface FetchOptions extends IntegrationOptions {
  /**
   * What a request asks of a model, for APIs that are not known by their paths; undefined for one that asks nothing. It is
   * asked before they are, and so can say what those say in other words. What it throws is counted, and the request goes on.
   */
  readonly describe?: (request: FetchRequest) => CallDescription | undefined;
}

/** A request, as `describe` is asked with it. */
export interface FetchRequest {
  readonly url: URL;
  /** In capitals. */
  readonly method: string;
  /** What its body says, if that is JSON in a text or in bytes; undefined for any other. */
  readonly body: unknown;
}

const FETCH_NAMES = /* @__PURE__ */ namesOf<FetchOptions>({ ...COMMON_OPTIONS, describe: true });

/** By the ends of their paths: APIs of OpenAI's shape, of Anthropic's, of Google's, of Ollama's, and deployments of Azure's. */
const PATHS: readonly (readonly [path: RegExp, method: KnownMethod])[] = [
  [/\/deployments\/(?<deployment>[^/]+)\/chat\/completions$/, CHAT],
  [/\/deployments\/(?<deployment>[^/]+)\/completions$/, COMPLETION],
  [/\/deployments\/(?<deployment>[^/]+)\/embeddings$/, EMBEDDINGS],
  [/\/(chat\/completions|responses|messages|api\/chat)$/, CHAT],
  [/\/(completions|api\/generate)$/, COMPLETION],
  [/\/(embeddings|api\/embed)$/, EMBEDDINGS],
  [/\/models\/(?<model>[^/:]+):(generateContent|streamGenerateContent)$/, CONTENT],
  [/\/models\/(?<model>[^/:]+):(embedContent|batchEmbedContents)$/, EMBEDDINGS],
];

/**
 * A `fetch` that is called as the one handed in: what it asks of models is recorded, from the request to the end of the
 * answer's body, whose events and usage are read as they pass. A status of 400 or above is a failure, though it does not
 * throw. Everything else passes as it is. Whoever calls it again after a failure makes another operation.
 *
 * @throws TELEMETRY_UNKNOWN_OPTION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ARGUMENT_KIND
 * @example
 * const ask = instrumentFetch(telemetry, fetch);
 * const response = await ask(`${server}/v1/chat/completions`, { method: 'POST', headers, body, signal });
 */
// biome-ignore lint/suspicious/noExplicitAny: that of any platform
export function instrumentFetch<Fetch extends (...args: any[]) => Promise<Response>>(
  telemetry: TelemetryHandle,
  fetch: Fetch,
  options: FetchOptions = {},
): Fetch {
  const { calls, of } = callsFor(telemetry, options, FETCH_NAMES);
  const { describe } = options;
  requireFunction('fetch', fetch, 'Pass the fetch that is to be called.');
  if (describe !== undefined) requireFunction('describe', describe, 'Pass a function, or leave it out.');

  /** What the request asks of a model, once its body is known. */
  function described({ method, url, signal, known }: Asking, body: unknown): CallDescription | undefined {
    const own = describe?.({ url, method, body });
    return own ?? (known && knownDescription(known, url, signal, body, of));
  }

  const handler: ProxyHandler<Fetch> = {
    apply(_, self, args) {
      const { contain, enabled } = calls.recording;
      const send = (): Promise<Response> => Reflect.apply(fetch, self, args);
      const asking = enabled ? contain('callback', () => askingOf(args[0], args[1])) : undefined;
      // Bodies of others are nobody's business.
      if (asking === undefined || (asking.known ?? describe) === undefined) return send();
      const record = (text: unknown) => {
        const description = contain('callback', () => described(asking, jsonIn(text)));
        const begun = description && calls.begin(description);
        return begun === undefined ? send() : new RequestCall(begun).run(send);
      };
      const whole = asking.isInRequest ? contain('callback', () => args[0].clone()) : undefined;
      return whole === undefined ? record(asking.body) : whole.text().then(record, send);
    },
  };
  const isPlain = Object.keys(options).length === 0;
  return standInFor(contextOf(telemetry), fetch, isPlain, () => new Proxy(fetch, handler));
}

/** A request with a body: without one there is no question. */
interface Asking {
  readonly url: URL;
  readonly method: string;
  readonly signal: unknown;
  /** Undefined for an API that is not known. */
  readonly known: Known | undefined;
  readonly body: unknown;
  /** Whether it is the body of a Request, which gives it away only as a promise. */
  readonly isInRequest: boolean;
}

function askingOf(input: unknown, init: RequestInit | null | undefined): Asking | undefined {
  const whole = isOfKind(input, 'Request') ? input : undefined;
  const body: unknown = init?.body ?? undefined;
  if (body === undefined && !mayHaveBody(whole)) return undefined;
  const address = whole?.url ?? String(input);
  const base = globalThis.location?.href;
  // What is no request is told by the one that sends it.
  if (whole?.bodyUsed || !URL.canParse(address, base)) return undefined;
  const url = new URL(address, base);
  return {
    url,
    method: (init?.method ?? whole?.method ?? 'GET').toUpperCase(),
    signal: init?.signal ?? whole?.signal,
    known: knownAt(url),
    body,
    isInRequest: body === undefined && /json/.test(whole?.headers.get('content-type') ?? ''),
  };
}

/** In Firefox nobody can look: requests have no `body` there. */
function mayHaveBody(request: Request | undefined): boolean {
  return request !== undefined && request.body !== null && !/^(GET|HEAD)$/.test(request.method);
}

interface Known {
  readonly method: KnownMethod;
  /** That the path names. */
  readonly model: string | undefined;
  /** In whose place it names what somebody has made of one, and called as he likes. */
  readonly deployment: string | undefined;
}

function knownAt({ pathname }: URL): Known | undefined {
  for (const [path, method] of PATHS) {
    const found = path.exec(pathname);
    if (found === null) continue;
    const { model, deployment } = found.groups ?? {};
    return { method, model, deployment };
  }
  return undefined;
}

function knownDescription(
  { method, model, deployment }: Known,
  url: URL,
  signal: unknown,
  body: unknown,
  of: CallsOf,
): CallDescription | undefined {
  const asked = Object(body) as Readonly<Record<'model' | 'input' | 'requests', unknown>>;
  const provider = of.provider ?? providerAt(url);
  const items = asked.input ?? asked.requests;
  const facts = { items, signal, address: url, request: body };
  return requestDescription(method, model ?? asked.model ?? deployment, { ...of, provider }, facts);
}

/** Undefined for what is no JSON. */
function jsonIn(body: unknown): unknown {
  const isBytes = isOfKind(body, 'ArrayBuffer') || ArrayBuffer.isView(body);
  const text = isBytes ? new TextDecoder().decode(body) : body;
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
