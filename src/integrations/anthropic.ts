/** `inferometer/integrations/anthropic`: a middleware for clients of the package `@anthropic-ai/sdk`, and those of its clouds. */
import { CHAT, COMPLETION, requestDescription } from '../instrument/index.ts';
import { componentOf, contextOf, namesOf, type TelemetryHandle } from '../telemetry/index.ts';
import { readOnce, requireNumberAttribute } from '../validate.ts';
import { AttemptedCall } from './base/attempted-call.ts';
import { COMMON_OPTIONS, callsFor, type IntegrationOptions } from './base/options.ts';

export interface AnthropicOptions extends IntegrationOptions {
  /**
   * How often the client tries again, as it was given that; 2, its own default, if left out. It says when a call whose
   * connection failed has failed for good. Set too low, a call that succeeds later is two operations; set too high, one that
   * fails is recorded when the collector finds it. Refusals by status do not depend on it.
   */
  readonly maxRetries?: number;
}

const ANTHROPIC_NAMES = /* @__PURE__ */ namesOf<AnthropicOptions>({ ...COMMON_OPTIONS, maxRetries: true });

/** As much of what the client hands to a middleware as is looked at. */
export interface AnthropicContext {
  /** The request as the client was asked for it, one object for all of its attempts; undefined where it is no call of the API. */
  readonly options?: object | undefined;
}

/** What `middleware` of the client takes. */
export type AnthropicMiddleware = <Request extends { readonly url: string }>(
  request: Request,
  next: (request: Request) => Promise<Response>,
  context: AnthropicContext,
) => Promise<Response>;

/**
 * A middleware that records messages and completions: one operation for each call, from its first attempt to the end of its
 * answer's body, with the attempts before the last one as retries. Everything else passes as it is.
 *
 * @throws TELEMETRY_UNKNOWN_OPTION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND,
 * TELEMETRY_ATTRIBUTE_RANGE, TELEMETRY_ARGUMENT_KIND
 * @example
 * const anthropic = new Anthropic({ middleware: [anthropicMiddleware(telemetry)] });
 */
export function anthropicMiddleware(
  telemetry: TelemetryHandle,
  options: AnthropicOptions = {},
): AnthropicMiddleware {
  const given = readOnce('options', options, ANTHROPIC_NAMES);
  const { maxRetries = 2, provider = 'anthropic' } = given;
  const { calls, of } = callsFor(telemetry, { ...given, provider }, ANTHROPIC_NAMES);
  requireNumberAttribute(
    'maxRetries',
    maxRetries,
    0,
    Number.MAX_SAFE_INTEGER,
    'Pass what the client was given.',
  );
  const { underWay } = componentOf(contextOf(telemetry), CallsUnderWay, 'anthropic-calls');

  function begin(asked: Asked, address: unknown): AttemptedCall | undefined {
    const method = METHODS.find(([path]) => path.test(String(asked.path)))?.[1];
    const description =
      method && requestDescription(method, asked.body?.model, of, { signal: asked.signal, address });
    const begun = description && calls.begin(description);
    if (begun === undefined) return undefined;
    const call = new AttemptedCall(begun, asked.maxRetries ?? maxRetries);
    call.endWith(asked);
    underWay.set(asked, { call, by: middleware });
    return call;
  }

  const middleware: AnthropicMiddleware = (request, next, context) => {
    const asked = context?.options;
    if (asked === undefined || !calls.recording.enabled) return next(request);
    const { call: known, by } = underWay.get(asked) ?? {};
    // Two that a client was given of one telemetry see the same call.
    if (known?.operation.outcome === undefined && by !== undefined && by !== middleware) return next(request);
    const call = known?.isBetweenAttempts
      ? known
      : calls.recording.contain('callback', () => begin(asked, request.url));
    return call === undefined ? next(request) : call.attempt(() => next(request));
  };
  return middleware;
}

/** Of one telemetry, by the request that the client was asked for. */
class CallsUnderWay {
  readonly underWay = new WeakMap<
    object,
    { readonly call: AttemptedCall; readonly by: AnthropicMiddleware }
  >();
}

/** What the client was asked for. */
interface Asked {
  readonly path?: unknown;
  readonly body?: { readonly model?: unknown };
  readonly signal?: unknown;
  readonly maxRetries?: number;
}

const METHODS = [
  [/^\/v1\/messages(\?|$)/, CHAT],
  [/^\/v1\/complete(\?|$)/, COMPLETION],
] as const;
