/** The contract of the REST API as data: one OpenAPI 3.1 document, and what is made of it. */
export { openApiDocument } from './contract/document.ts';
export type { OpenApi, Operation, Parameter, Schema } from './contract/openapi.ts';
