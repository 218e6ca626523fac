/** What a request is refused with: thrown wherever that turns out, and answered in one place. */
import { InferometerError } from '../../errors.ts';

export interface RefusalDetails {
  /** Which parameter, field or header is to blame. */
  readonly parameter?: string | undefined;
  /** What it may be. */
  readonly allowed?: readonly string[] | undefined;
  /** All faults, where there may be several: of a body. */
  readonly errors?: readonly Fault[] | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** A parameter or a field that is not what it must be. */
export interface Fault {
  readonly parameter: string;
  /** A sentence. */
  readonly error: string;
  readonly allowed?: readonly string[] | undefined;
}

/** The statuses that refusals have, each with its `error_type`. */
const ERROR_TYPES = {
  400: 'API_PARAMETER',
  401: 'API_UNAUTHORIZED',
  403: 'API_FORBIDDEN',
  404: 'API_NOT_FOUND',
  405: 'API_METHOD',
  406: 'API_NOT_ACCEPTABLE',
  408: 'API_TIMEOUT',
  413: 'API_BODY_TOO_LARGE',
  414: 'API_ADDRESS_TOO_LONG',
  415: 'API_MEDIA_TYPE',
  429: 'API_TOO_MANY_REQUESTS',
  431: 'API_HEADERS_TOO_LARGE',
  500: 'API_INTERNAL',
  503: 'API_UNAVAILABLE',
} as const;

export type RefusalStatus = keyof typeof ERROR_TYPES;

export class Refusal extends InferometerError {
  readonly status: RefusalStatus;
  /** For whoever asked: names no path and no code of this program. */
  readonly sentence: string;
  readonly details: RefusalDetails;

  constructor(status: RefusalStatus, sentence: string, details: RefusalDetails = {}) {
    super(ERROR_TYPES[status], sentence, { cause: details.cause });
    this.status = status;
    this.sentence = sentence;
    this.details = details;
  }
}

/** A parameter that makes no sense. */
export function refusedParameter(parameter: string, error: string, allowed?: readonly string[]): Refusal {
  return new Refusal(400, error, { parameter, allowed });
}

/** Too much of something at once. @param seconds after which it makes sense to try again */
export function refusedForNow(status: 429 | 503, sentence: string, seconds: number): Refusal {
  return new Refusal(status, sentence, {
    headers: { 'retry-after': String(Math.max(1, Math.ceil(seconds))) },
  });
}
