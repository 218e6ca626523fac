// src/api/generated/validators.ts: a validator for each parameter and each body of the contract, compiled, so that no
// schema is read and no code is made while the library runs.
import Ajv2020 from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';

const HEAD = `// @ts-nocheck
/** Of src/api/contract, by npm run docs: ajv, compiled. */

export interface Fault {
  /** Where: \`/retention_days\`, \`/0\`; empty for the whole. */
  readonly instancePath: string;
  readonly params: { readonly additionalProperty?: string; readonly missingProperty?: string };
}

export interface Validator {
  (value: unknown): boolean;
  /** Of the last call. */
  readonly errors?: readonly Fault[] | null;
}
`;

/** @param {import('../../../src/api/contract/openapi.ts').OpenApi} document */
export function apiValidators({ paths, components }) {
  const ajv = new Ajv2020({
    allErrors: true,
    // Where the fault is suffices: what is allowed there is in the contract.
    messages: false,
    code: { source: true, esm: true, lines: true, optimize: 2 },
    // Lengths in UTF-16 units: nothing of ajv is needed at run time.
    unicode: false,
    allowUnionTypes: true,
    logger: false,
  });
  ajv.addVocabulary(['example']);
  const bodies = Object.values(paths)
    .flatMap((methods) => Object.values(methods))
    .flatMap(({ requestBody }) => requestBody?.content['application/json'].schema.$ref ?? [])
    .map((reference) => reference.replace(/.*\//, ''));
  const named = {};
  for (const [name, { schema }] of Object.entries(components.parameters)) {
    ajv.addSchema({ $id: `parameter/${name}`, ...resolved(schema, components) });
    named[`parameter_${name}`] = `parameter/${name}`;
  }
  for (const name of bodies) {
    ajv.addSchema({ $id: `body/${name}`, ...components.schemas[name] });
    named[`body_${name}`] = `body/${name}`;
  }
  const code = (standaloneCode.default ?? standaloneCode)(ajv, named);
  if (/\brequire\(/.test(code))
    throw new Error('a validator needs a part of ajv at run time: choose other keywords');
  const rows = [];
  const body = code
    .replace('"use strict";', '')
    .replace(/^export const (\w+) = (\w+);$/gm, (_, name, validator) => {
      rows.push(`  ${name}: ${validator},`);
      return '';
    });
  const table = `/** \`parameter_start_time\`, \`body_ReportRequest\` */
export const VALIDATORS: Readonly<Record<string, Validator>> = {\n${rows.join('\n')}\n};\n`;
  return `${HEAD}${body}\n${table}`;
}

/** With what it refers to in its place. */
function resolved({ $ref, ...schema }, components) {
  const target = $ref === undefined ? {} : components.schemas[$ref.replace(/.*\//, '')];
  const items = schema.items && { items: resolved(schema.items, components) };
  return { ...target, ...schema, ...items };
}
