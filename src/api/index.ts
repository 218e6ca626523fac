/** The contract of the REST API as data: one OpenAPI 3.1 document, and what is made of it. */
export type { OpenApi, Operation, Parameter, Schema } from './contract/openapi.ts';
export * from './contract/words.ts';
export { type ApiOperation, type ApiParameter, openApi, operations } from './operations.ts';
export { apiPageAssets } from './page/assets.ts';
export { type ParsedRequest, parseRequest, type RequestParts } from './request.ts';
export * from './wire.ts';
