// Holds answers against the contract: the status, the media type and the body of each.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { type ApiOperation, openApi, operations } from 'inferometer/api';

type Handler = (request: Request) => Promise<Response>;

/** Undefined where bodies are not held to their schemas: these become code, and workerd runs none that it is not given. */
const contract = compiles() ? contractSchemas() : undefined;

function compiles(): boolean {
  try {
    return new Function('return true')() as boolean;
  } catch {
    return false;
  }
}

function contractSchemas(): Ajv2020 {
  const schemas = new Ajv2020({ strict: false, allErrors: true });
  return schemas.addSchema({ $id: 'contract', ...(closed(openApi) as typeof openApi) });
}

/** Clients take fields that they do not know; what this server says, the contract names. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const fields = Object.entries(schema).map(([name, value]) => [name, closed(value)]);
  const isOpen = 'properties' in schema && 'additionalProperties' in schema;
  return { ...Object.fromEntries(fields), ...(isOpen && { additionalProperties: false }) };
}

/**
 * The same handler, whose every answer is held against the contract before anybody sees it.
 *
 * @throws (rejects) with what is not as the contract says
 */
export function validated<H extends Handler>(handler: H): H {
  const checked = async (request: Request) => {
    const response = await handler(request);
    await validate(request, response);
    return response;
  };
  return Object.assign(checked, handler) as unknown as H;
}

async function validate(request: Request, response: Response): Promise<void> {
  const { pathname } = new URL(request.url);
  const where = `${request.method} ${pathname} ${response.status}`;
  const operation = operationAt(request.method, pathname);
  // Of what the contract does not have, the answer is an error nevertheless.
  if (operation === undefined) {
    if (response.status < 400) throw new Error(`${where}: the contract has no such operation`);
    return;
  }
  const { responses } = definitionOf(operation);
  const documented = responses[response.status];
  if (documented === undefined) {
    // Of any route, of any server.
    if ([400, 405, 408, 414, 431].includes(response.status)) return requireError(where, request, response);
    throw new Error(`${where}: the contract knows ${Object.keys(responses).join(', ')}`);
  }
  if ('$ref' in documented) return requireError(where, request, response);
  if (request.method === 'HEAD' || response.status === 304) return;
  const type = mediaTypeOf(response);
  const content = documented.content ?? {};
  if (!Object.hasOwn(content, type)) {
    throw new Error(`${where}: the contract knows ${Object.keys(content).join(', ')}, got ${type}`);
  }
  const name = content[type]?.schema?.$ref;
  if (type === 'application/json' && name !== undefined)
    requireSchema(where, name, await response.clone().json());
}

async function requireError(where: string, request: Request, response: Response): Promise<void> {
  if (request.method === 'HEAD') return;
  const type = mediaTypeOf(response);
  if (type !== 'application/json') throw new Error(`${where}: an error is application/json, got ${type}`);
  requireSchema(where, '#/components/schemas/ErrorAnswer', await response.clone().json());
}

/** @param $ref of the contract. */
export function requireSchema(where: string, $ref: string, value: unknown): void {
  if (contract === undefined) return;
  const check = contract.getSchema(`contract${$ref}`) as ValidateFunction;
  if (check(value)) return;
  const faults = (check.errors ?? []).map(({ instancePath, message, params }) => {
    return `${instancePath || '/'} ${message} ${JSON.stringify(params)}`;
  });
  throw new Error(
    `${where} is not ${$ref}:\n${faults.slice(0, 5).join('\n')}\n${JSON.stringify(value).slice(0, 2000)}`,
  );
}

const matchers = Object.values(operations)
  .map((operation) => ({ operation, pattern: patternOf(operation.path) }))
  // What is fixed goes before what is not, and a file before what has any name.
  .sort((a, b) => Number(b.operation.path.includes('.{')) - Number(a.operation.path.includes('.{')));

function patternOf(path: string): RegExp {
  const source = path
    .replaceAll('.', '\\.')
    .replace(/\{(\w+)\}/g, (_, name) => (name === 'extension' ? '(json|png|svg|csv|arrow)' : '[^/]+'));
  return new RegExp(`^${source}$`);
}

/** @param method HEAD is answered as GET is. */
export function operationAt(method: string, pathname: string): ApiOperation | undefined {
  const asked = method === 'HEAD' ? 'GET' : method;
  return matchers.find(({ operation, pattern }) => operation.method === asked && pattern.test(pathname))
    ?.operation;
}

export function definitionOf({ path, method }: ApiOperation) {
  const definition = openApi.paths[path as `/${string}`]?.[method === 'GET' ? 'get' : 'post'];
  if (definition === undefined) throw new Error(`the contract has no ${method} ${path}`);
  return definition;
}

function mediaTypeOf(response: Response): string {
  return (response.headers.get('content-type') ?? '').split(';', 1)[0]?.trim() ?? '';
}
