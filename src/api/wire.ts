/** What both sides of the wire know: its types, where operations are, and errors. It is small: clients carry it. */
export { ApiError, type ApiErrorDetails, type ApiFault, errorAnswer } from './api-error.ts';
export { ROUTES } from './generated/routes.ts';
export type * from './generated/types.ts';
