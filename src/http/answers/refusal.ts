/** What a request is refused with: thrown wherever that turns out, and answered in one place. */
import { ApiError, type ApiErrorDetails } from '../../api/index.ts';

/** The statuses that requests are refused with, each with its `error_type`. */
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

/** @param sentence for whoever asked: it names no path and nothing of this program */
export function refusal(
  status: keyof typeof ERROR_TYPES,
  sentence: string,
  details: Omit<ApiErrorDetails, 'status'> = {},
): ApiError {
  return new ApiError(ERROR_TYPES[status], sentence, { status, ...details });
}
