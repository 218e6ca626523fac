/** What is refused over HTTP: one error on both sides, as it is thrown and as it is answered. */
import { InferometerError } from '../errors.ts';
import type { ErrorAnswer } from './generated/types.ts';

/** What is wrong with one parameter or one field. */
export interface ApiFault {
  /** Without the code. */
  readonly error: string;
  /** Which parameter, header or field of the body: `metric_type`, `retention_days`. */
  readonly parameter: string;
  /** The values that there are, or in words what is allowed. */
  readonly allowed: readonly string[];
}

export interface ApiErrorDetails {
  readonly status: number;
  readonly parameter?: string | undefined;
  readonly allowed?: readonly string[] | undefined;
  /** Where several fields are wrong, each of them. */
  readonly errors?: readonly ApiFault[] | undefined;
  /** When to try again. */
  readonly retryAfterSeconds?: number | undefined;
  readonly cause?: unknown;
}

/** An InferometerError with what HTTP says of it: a handler throws it as an answer, a client out of one. */
export class ApiError extends InferometerError {
  /** Of HTTP; 0 where there was no answer. */
  readonly status: number;
  readonly parameter: string | undefined;
  readonly allowed: readonly string[] | undefined;
  readonly errors: readonly ApiFault[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  /** @param message with the remedy. */
  constructor(code: string, message: string, details: ApiErrorDetails) {
    super(code, message, details.cause === undefined ? undefined : { cause: details.cause });
    this.status = details.status;
    this.parameter = details.parameter;
    this.allowed = details.allowed;
    this.errors = details.errors;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }

  /** Other errors of the library are none, though its errors are told across copies of it. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof InferometerError && 'status' in value && 'retryAfterSeconds' in value;
  }
}

/**
 * The body that says so.
 *
 * @param operation what was asked for: `get_telemetry`
 */
export function errorAnswer(error: ApiError, operation: string, nowUnixMs: number): ErrorAnswer {
  const { code, message, parameter, allowed, errors } = error;
  return {
    success: false,
    operation,
    timestamp: nowUnixMs / 1000,
    error: message.startsWith(`${code}: `) ? message.slice(code.length + 2) : message,
    error_type: code,
    ...(parameter !== undefined && { parameter }),
    ...(allowed !== undefined && { allowed }),
    ...(errors !== undefined && { errors }),
  };
}
