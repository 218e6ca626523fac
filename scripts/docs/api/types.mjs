// src/api/generated/types.ts: the schemas of the contract as TypeScript, and of each operation its parameters, body and
// answer.

const HEAD = `/** Of src/api/contract, by npm run docs: what goes over the wire, as types. */
`;

/** @param {import('../../../src/api/contract/openapi.ts').OpenApi} document */
export function apiTypes(document) {
  const { schemas } = document.components;
  const operations = operationsIn(document);
  return [
    HEAD,
    ...Object.entries(schemas).map(([name, schema]) => declaration(name, schema)),
    ...operations
      .filter(({ parameters }) => parameters.length > 0)
      .map(({ name, parameters }) => declaration(name, parametersSchema(parameters))),
    operationsInterface(operations),
  ].join('\n');
}

function operationsIn({ paths, components }) {
  return Object.values(paths).flatMap((methods) =>
    Object.values(methods).map((operation) => ({
      id: operation.operationId,
      name: `${operation.operationId[0].toUpperCase()}${operation.operationId.slice(1)}Parameters`,
      summary: operation.summary,
      parameters: (operation.parameters ?? []).map(
        ({ $ref }) => components.parameters[$ref.replace(/.*\//, '')],
      ),
      body: operation.requestBody?.content['application/json'].schema,
      answer: answerOf(operation),
    })),
  );
}

/** Its schema, where JSON is what it answers first. */
function answerOf({ responses }) {
  const [[type, { schema }]] = Object.entries(responses[200].content);
  return type === 'application/json' ? schema : undefined;
}

/** Parameters of the query and of the path together, as whoever asks names them. */
function parametersSchema(parameters) {
  const fields = parameters.map(({ name, description, schema }) => [
    name,
    withMeaning(name, schema, description),
  ]);
  return {
    type: 'object',
    properties: Object.fromEntries(fields),
    required: parameters.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  };
}

/** Labels go over the wire as parameters of their own, and have their plain names here. */
function withMeaning(name, schema, description) {
  if (name !== 'labels') return { ...schema, description };
  return {
    type: 'object',
    description: 'Of series with these labels alone. The empty value is a label that is not there.',
    additionalProperties: { type: 'string' },
  };
}

function operationsInterface(operations) {
  const rows = operations.map(({ id, name, summary, parameters, body, answer }) => {
    const parts = [
      `parameters: ${parameters.length > 0 ? name : 'Record<never, never>'}`,
      `body: ${body === undefined ? 'undefined' : typeOf(body)}`,
      `answer: ${answer === undefined ? 'undefined' : typeOf(answer)}`,
    ];
    return `  /** ${summary}. */\n  readonly ${id}: { ${parts.join('; ')} };`;
  });
  const about = '/** Of each operation what it takes, and what it answers as JSON; `undefined`: nothing. */';
  return `${about}\nexport interface Operations {\n${rows.join('\n')}\n}\n
export type OperationId = keyof Operations;\n`;
}

function declaration(name, schema) {
  const about = comment(schema.description, '');
  if (schema.properties === undefined) return `${about}export type ${name} = ${typeOf(schema)};\n`;
  return `${about}export interface ${name} ${typeOf({ ...schema, description: undefined })}\n`;
}

/** @param {string} indent of the line that the type begins in */
function typeOf(schema, indent = '') {
  if (schema.$ref !== undefined) return schema.$ref.replace(/.*\//, '');
  if (schema.oneOf !== undefined) return schema.oneOf.map((one) => typeOf(one, indent)).join(' | ');
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(literal).join(' | ');
  if (Array.isArray(schema.type))
    return schema.type.map((type) => typeOf({ ...schema, type }, indent)).join(' | ');
  switch (schema.type) {
    case 'object':
      return objectType(schema, indent);
    case 'array':
      return `readonly ${inList(typeOf(schema.items, indent))}[]`;
    case 'integer':
      return 'number';
    default:
      return schema.type;
  }
}

function objectType({ properties = {}, required = [], additionalProperties }, indent) {
  const inner = `${indent}  `;
  const fields = Object.entries(properties).map(([name, schema]) => {
    const mark = required.includes(name) ? '' : '?';
    return `${comment(about(schema), inner)}${inner}readonly ${name}${mark}: ${typeOf(schema, inner)};`;
  });
  const isMap = fields.length === 0 && typeof additionalProperties === 'object';
  if (isMap) return `Readonly<Record<string, ${typeOf(additionalProperties, indent)}>>`;
  if (fields.length === 0) return 'Readonly<Record<string, unknown>>';
  const rest = additionalProperties === true ? [`${inner}readonly [name: string]: unknown;`] : [];
  return `{\n${[...fields, ...rest].join('\n')}\n${indent}}`;
}

function about({ description, default: otherwise }) {
  if (otherwise === undefined || description === undefined) return description;
  return `${description} ${JSON.stringify(otherwise)} if left out.`;
}

function inList(type) {
  return / \| |^readonly /.test(type) ? `(${type})` : type;
}

function literal(value) {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}

/** In lines of at most 110 characters. */
function comment(words, indent) {
  if (words === undefined) return '';
  if (indent.length + words.length < 100) return `${indent}/** ${words} */\n`;
  const lines = [''];
  for (const word of words.split(/\s+/)) {
    if (indent.length + lines.at(-1).length + word.length > 104) lines.push('');
    lines.push(`${lines.pop()} ${word}`);
  }
  return `${indent}/**\n${lines.map((line) => `${indent} *${line}\n`).join('')}${indent} */\n`;
}
