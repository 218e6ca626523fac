/** Requests as the contract has them: texts become numbers, booleans and lists, and what makes no sense is refused. */
import { show } from '../errors.ts';
import { closestName, isRecord, ownValue } from '../validate.ts';
import { allowedBy } from './allowed.ts';
import { ApiError, type ApiFault } from './api-error.ts';
import type { Schema } from './contract/openapi.ts';
import type { OperationId, Operations } from './generated/types.ts';
import { VALIDATORS, type Validator } from './generated/validators.ts';
import { type ApiOperation, type ApiParameter, operations } from './operations.ts';

/** As much of a request as it is read from. */
export interface RequestParts {
  readonly query: URLSearchParams;
  /** Of the path, decoded, by the names of the contract. */
  readonly path?: Readonly<Record<string, string>>;
  /** Its header; parameters of it are passed over. */
  readonly contentType?: string | null;
  /** Empty or left out: none. */
  readonly body?: string;
}

export interface ParsedRequest<Id extends OperationId> {
  /** With their defaults where they were left out and have one. */
  readonly parameters: Operations[Id]['parameters'];
  readonly body: Operations[Id]['body'];
}

/** Faults that an answer lists. */
const MAX_FAULTS = 20;

/**
 * Parameters and body of a request.
 *
 * @throws ApiError API_PARAMETER, API_BODY, API_MEDIA_TYPE: with what is allowed, of the first that is wrong, and of each
 * where several are; API_NOT_FOUND for a name in the path that nothing can have
 * @example
 * const { parameters } = parseRequest('getChart', { query: url.searchParams, path: { chart: 'throughput' } });
 * parameters.start_time; // number | undefined
 */
export function parseRequest<Id extends OperationId>(id: Id, parts: RequestParts): ParsedRequest<Id> {
  const operation = operations[id];
  const faults: ApiFault[] = [];
  const parameters = readParameters(operation, parts, faults);
  refuse('API_PARAMETER', faults);
  const body = readBody(operation, parts, faults);
  refuse('API_BODY', faults);
  return { parameters, body } as ParsedRequest<Id>;
}

function refuse(code: 'API_PARAMETER' | 'API_BODY', faults: readonly ApiFault[]): void {
  const [first] = faults;
  if (first === undefined) return;
  throw new ApiError(code, first.error, {
    status: 400,
    parameter: first.parameter,
    allowed: first.allowed,
    errors: faults.length > 1 ? faults : undefined,
  });
}

function readParameters(operation: ApiOperation, { query, path = {} }: RequestParts, faults: ApiFault[]) {
  const read: Record<string, unknown> = {};
  const known = new Set<string>();
  for (const parameter of operation.parameters) {
    const { name, schema } = parameter;
    if (schema.type === 'object') {
      const labels = readLabels(parameter, query, known, faults);
      if (labels !== undefined) read[name] = labels;
      continue;
    }
    known.add(name);
    const texts = parameter.in === 'path' ? textsOf(ownValue(path, name)) : query.getAll(name);
    if (texts.length === 0) {
      if (schema.default !== undefined) read[name] = schema.default;
      continue;
    }
    const value = valueIn(texts, parameter);
    if (isValid(`parameter_${parameter.component}`, value)) read[name] = value;
    else if (schema.pattern !== undefined) throw notFound(name, texts.join(','));
    else faults.push(fault(name, schema, texts.join(',')));
  }
  if (!operation.ignoresOthers) refuseOthers(operation, query, known, faults);
  requireOrder(read, faults);
  return read;
}

/** Of a path: nothing is called so, and nothing may be. */
function notFound(name: string, got: string): ApiError {
  return new ApiError('API_NOT_FOUND', `There is no ${name} ${show(got)}. The listing has those there are.`, {
    status: 404,
    parameter: name,
  });
}

/** `label.tenant=acme` as `{ tenant: 'acme' }`. */
function readLabels(parameter: ApiParameter, query: URLSearchParams, known: Set<string>, faults: ApiFault[]) {
  const given = [...query].filter(([name]) => name.startsWith(LABEL));
  if (given.length === 0) return undefined;
  for (const [name] of given) known.add(name);
  const named = Object.fromEntries(given);
  const allowed = ['label.<name>=<value>, at most 16 of them'];
  if (!isValid(`parameter_${parameter.component}`, named)) {
    const names = given.map(([name]) => name).join(', ');
    faults.push({ parameter: given[0]?.[0] as string, allowed, error: expected('label', allowed, names) });
  }
  return Object.fromEntries(given.map(([name, value]) => [name.slice(LABEL.length), value]));
}

const LABEL = 'label.';

function textsOf(text: string | undefined): string[] {
  return text === undefined ? [] : [text];
}

/** Of a scalar that is given twice, both: which is none. */
function valueIn(texts: readonly string[], { schema, explode }: ApiParameter): unknown {
  if (schema.type === 'array') {
    const items = explode ? texts : texts.flatMap((text) => text.split(','));
    return items.map((item) => typed(item, schema.items ?? {}));
  }
  return texts.length === 1 ? typed(texts[0] as string, schema) : texts;
}

/** Decimal, without the forms of other bases that JavaScript reads. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, 1: true, false: false, 0: false };

/** As it is where it is no such value: its schema refuses it then. */
function typed(text: string, { type }: Schema): unknown {
  if (type === 'number' || type === 'integer') return NUMBER.test(text) ? Number(text) : text;
  if (type === 'boolean') return ownValue(BOOLEANS, text.toLowerCase()) ?? text;
  return text;
}

function refuseOthers(
  { parameters }: ApiOperation,
  query: URLSearchParams,
  known: ReadonlySet<string>,
  faults: ApiFault[],
): void {
  const names = parameters.filter((one) => one.in === 'query').map(({ name }) => name);
  for (const name of new Set(query.keys())) {
    if (known.has(name)) continue;
    if (faults.length === MAX_FAULTS) return;
    const allowed = names.map((one) => (one === 'labels' ? `${LABEL}<name>` : one));
    faults.push({ parameter: name, allowed, error: unknown('parameter', name, allowed) });
  }
}

function unknown(what: 'parameter' | 'field', name: string, allowed: readonly string[]): string {
  const shown = show(name);
  if (allowed.length === 0) return `No ${what} is known here, got ${shown}. Leave it out.`;
  return `No ${what} is called ${shown}. Did you mean ${closestName(name, allowed)}?`;
}

/** Ranges are half-open, and may be empty. */
function requireOrder(read: Readonly<Record<string, unknown>>, faults: ApiFault[]): void {
  const { start_time: start, end_time: end } = read;
  if (typeof start !== 'number' || typeof end !== 'number' || start <= end) return;
  const allowed = ['a time up to end_time'];
  faults.push({ parameter: 'start_time', allowed, error: expected('start_time', allowed, String(start)) });
}

function readBody(
  { body }: ApiOperation,
  { contentType, body: text = '' }: RequestParts,
  faults: ApiFault[],
): unknown {
  if (body === undefined) return undefined;
  if (text.trim() === '') {
    if (!body.isRequired) return {};
    const allowed = Object.keys(body.schema.properties ?? {});
    faults.push({
      parameter: 'body',
      allowed,
      error: `A body is needed, with some of ${allowed.join(', ')}.`,
    });
    return undefined;
  }
  const fields = fieldsOf(text, contentType, body, faults);
  if (fields === undefined) return undefined;
  const validator = validatorOf(`body_${body.component}`);
  if (!validator(fields)) faults.push(...bodyFaults(validator, body.schema, fields));
  requireOrder(fields, faults);
  return fields;
}

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

/** @throws ApiError API_MEDIA_TYPE */
function fieldsOf(
  text: string,
  contentType: string | null | undefined,
  { schema, mediaTypes }: NonNullable<ApiOperation['body']>,
  faults: ApiFault[],
): Record<string, unknown> | undefined {
  const type = (contentType ?? JSON_TYPE).split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (!mediaTypes.includes(type)) {
    throw new ApiError('API_MEDIA_TYPE', `${expected('content-type', mediaTypes, contentType ?? '')}`, {
      status: 415,
      parameter: 'content-type',
      allowed: mediaTypes,
    });
  }
  // Everything else that a body may come in is JSON, whatever it is called.
  if (type === FORM_TYPE) return formFields(text, schema);
  const allowed = ['an object in JSON'];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // What the parser says quotes the body.
  }
  if (isRecord(value)) return value;
  faults.push({ parameter: 'body', allowed, error: expected('body', allowed, text) });
  return undefined;
}

/** A field that is given twice is a list, which no field is. */
function formFields(text: string, { properties = {} }: Schema): Record<string, unknown> {
  const form = new URLSearchParams(text);
  const entries = [...new Set(form.keys())].map((name): [string, unknown] => {
    const values = form.getAll(name);
    return [
      name,
      values.length === 1 ? typed(values[0] as string, ownValue(properties, name) ?? {}) : values,
    ];
  });
  return Object.fromEntries(entries);
}

function bodyFaults(
  { errors }: Validator,
  { properties = {} }: Schema,
  fields: Readonly<Record<string, unknown>>,
): ApiFault[] {
  const names = (errors ?? []).map(
    ({ instancePath, params }) =>
      instancePath.split('/')[1] ?? params.additionalProperty ?? params.missingProperty ?? '',
  );
  return [...new Set(names)].slice(0, MAX_FAULTS).map((name) => {
    const schema = ownValue(properties, name);
    if (schema !== undefined) return fault(name, schema, ownValue(fields, name));
    const allowed = Object.keys(properties);
    return { parameter: name, allowed, error: unknown('field', name, allowed) };
  });
}

function fault(name: string, schema: Schema, got: unknown): ApiFault {
  const allowed = allowedBy(schema);
  return { parameter: name, allowed, error: expected(name, allowed, got) };
}

/** With the closest of the values where there are several. */
function expected(name: string, allowed: readonly string[], got: unknown): string {
  const what = allowed.length === 1 ? allowed[0] : `one of ${allowed.join(', ')}`;
  const closest = allowed.length > 1 && typeof got === 'string' ? closestName(got, allowed) : '';
  return `${name} expected ${what}, got ${show(got)}.${closest === '' ? '' : ` Did you mean ${closest}?`}`;
}

function isValid(name: string, value: unknown): boolean {
  return validatorOf(name)(value);
}

function validatorOf(name: string): Validator {
  return VALIDATORS[name] as Validator;
}
