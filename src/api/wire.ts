/** What both sides of the wire know: its types, where operations are, and errors. It is small: clients carry it. */
export { addressOf, secondsOf } from './address.ts';
export { ApiError, type ApiErrorDetails, type ApiFault, errorAnswer } from './api-error.ts';
export { ROUTES } from './generated/routes.ts';
export type * from './types.ts';
