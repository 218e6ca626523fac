/** The contract of the REST API as data: one OpenAPI 3.1 document, and what is made of it. */
export { ApiError, type ApiErrorDetails, type ApiFault, errorAnswer } from './api-error.ts';
export type { OpenApi, Operation, Parameter, Schema } from './contract/openapi.ts';
export * from './contract/words.ts';
export { ROUTES } from './generated/routes.ts';
export type * from './generated/types.ts';
export { type ApiOperation, type ApiParameter, type OperationId, openApi, operations } from './operations.ts';
export { type ParsedRequest, parseRequest, type RequestParts } from './request.ts';
