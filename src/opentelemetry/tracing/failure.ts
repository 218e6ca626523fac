/** What a span says about what was thrown, by OpenTelemetry's conventions for exceptions and for recording errors. */
import type { Exception } from '@opentelemetry/api';
import { errorTypeOf } from '../../telemetry/index.ts';

export interface Failure {
  readonly exception: Exception;
  /** `error.type`: the class of the error, as metrics have it; `_OTHER` where it has none. */
  readonly type: string;
  readonly message: string;
}

/** Never throws, whatever was thrown: also something whose getters throw. Undefined if nothing was. */
export function failureOf(thrown: unknown): Failure | undefined {
  if (thrown === undefined) return undefined;
  if ((typeof thrown !== 'object' && typeof thrown !== 'function') || thrown === null) {
    const message = String(thrown);
    return { exception: { name: typeof thrown, message }, type: errorTypeOf(thrown), message };
  }
  const name = text(thrown, 'name') ?? text(thrown.constructor, 'name') ?? 'Error';
  const message = text(thrown, 'message') ?? '';
  const stack = text(thrown, 'stack');
  const exception = stack === undefined ? { name, message } : { name, message, stack };
  return { exception, type: errorTypeOf(thrown), message };
}

function text(value: unknown, key: string): string | undefined {
  try {
    const found = (value as Readonly<Record<string, unknown>>)[key];
    return typeof found === 'string' && found !== '' ? found : undefined;
  } catch {
    return undefined;
  }
}
