/** The operations of the contract as a router has them. */
import { openApiDocument } from './contract/document.ts';
import type { Method, OpenApi, Operation, Parameter, Reference, Schema } from './contract/openapi.ts';
import type { OperationId } from './generated/types.ts';

export interface ApiParameter extends Parameter {
  /** Its name among the components of the document, which tells validators apart. */
  readonly component: string;
  /** Without references. */
  readonly schema: Schema;
}

export interface ApiOperation {
  readonly id: OperationId;
  readonly method: 'GET' | 'POST';
  /** `/api/v1/charts/{chart}.{extension}` */
  readonly path: string;
  /** What its answers in JSON call it: `get_chart`. */
  readonly name: string;
  readonly summary: string;
  readonly parameters: readonly ApiParameter[];
  /** Passes over parameters that the contract does not name. */
  readonly ignoresOthers: boolean;
  /** The schema of its body, without references, and the name of it. */
  readonly body:
    | {
        readonly component: string;
        readonly schema: Schema;
        readonly isRequired: boolean;
        /** Media types that it may come in. */
        readonly mediaTypes: readonly string[];
      }
    | undefined;
  /** Media types that a success comes in, the one first that is answered where the request has no preference. */
  readonly mediaTypes: readonly string[];
  /** Whether everybody is answered, without a token too. */
  readonly isPublic: boolean;
}

/** The contract of this version of the library. */
export const openApi: OpenApi = openApiDocument(LIBRARY_VERSION);

/** Every operation, by its id. */
export const operations: Readonly<Record<OperationId, ApiOperation>> = Object.fromEntries(
  Object.entries(openApi.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, ApiOperation] => [
      operation.operationId,
      operationOf(path, method as Method, operation),
    ]),
  ),
) as Readonly<Record<OperationId, ApiOperation>>;

/** With what it refers to in its place, as far as values are checked with it. */
export function resolvedSchema({ $ref, ...schema }: Schema): Schema {
  const target = $ref === undefined ? {} : openApi.components.schemas[nameIn($ref)];
  return {
    ...target,
    ...schema,
    ...(schema.items !== undefined && { items: resolvedSchema(schema.items) }),
  };
}

function operationOf(path: string, method: Method, operation: Operation): ApiOperation {
  const body = operation.requestBody;
  const bodySchema = body?.content['application/json']?.schema;
  const answer = operation.responses[200];
  const content = answer !== undefined && 'content' in answer ? (answer.content ?? {}) : {};
  const named = resolvedSchema(content['application/json']?.schema ?? {}).properties?.operation?.const;
  return {
    id: operation.operationId as OperationId,
    method: method === 'get' ? 'GET' : 'POST',
    path,
    name: typeof named === 'string' ? named : snakeCase(operation.operationId),
    summary: operation.summary,
    parameters: (operation.parameters ?? []).map(parameterOf),
    ignoresOthers: operation['x-ignores-other-parameters'] ?? false,
    body: bodySchema && {
      component: nameIn(bodySchema.$ref as string),
      schema: resolvedSchema(bodySchema),
      isRequired: body?.required ?? false,
      mediaTypes: Object.keys(body?.content ?? {}),
    },
    mediaTypes: Object.keys(content),
    isPublic: operation.security?.length === 0,
  };
}

function parameterOf(reference: Parameter | Reference): ApiParameter {
  const component = nameIn((reference as Reference).$ref);
  const parameter = openApi.components.parameters[component] as Parameter;
  return { ...parameter, component, schema: resolvedSchema(parameter.schema) };
}

/** `#/components/schemas/Now` */
function nameIn(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

function snakeCase(camelCase: string): string {
  return camelCase.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
