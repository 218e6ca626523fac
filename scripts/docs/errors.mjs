// docs/errors.md: every code that is thrown, with what was expected and what to do, read from the places that throw;
// and what each option of createTelemetry must be, read from the rules that check it.
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  isCallExpression,
  isConditionalExpression,
  isIdentifier,
  isNewExpression,
  isObjectLiteralExpression,
  isStringLiteral,
  isVariableDeclaration,
} from 'typescript/unstable/ast';
import { API } from 'typescript/unstable/sync';
import { load } from './module.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const CODE = /^[A-Z]+_[A-Z_]+$/;

const HEAD = `# Errors

Misuse throws at once, before anything runs or is recorded: a \`TypeError\` for a value of the wrong kind, a
\`RangeError\` for a value that is not allowed, an \`InferometerError\` for the rest. \`instanceof InferometerError\` holds
for all of them, \`code\` is stable, and the message ends with the remedy. Recording never throws: what makes no sense is
counted in \`inferometer_recordings_refused_total\`.

    TELEMETRY_UNKNOWN_OPERATION: "operationType" expected one of model_load, model_init, model_save, got "loading_model". Use model_load.

This page is generated from the places that throw, by \`npm run docs\`. Words in ‹angle brackets› stand for what is
known only then.
`;

export async function errorsPage() {
  const thrown = thrownIn('tsconfig.json').sort((a, b) => compare(a.code, b.code) || compare(a.at, b.at));
  const codes = [...new Set(thrown.map(({ code }) => code))];
  const sections = codes.map((code) =>
    section(
      code,
      thrown.filter((one) => one.code === code),
    ),
  );
  return [HEAD, ...sections, await optionsSection()].join('\n');
}

function section(code, places) {
  const kinds = [...new Set(places.map(({ kind }) => kind))].sort().join(' or ');
  const checks = places.filter(({ label }) => label !== undefined);
  const rows = checks.map(
    ({ label, expected, remedy, at }) => `| ${label} | ${expected} | ${remedy} | ${at} |`,
  );
  const table = ['| what | expected | remedy | where |', '|---|---|---|---|', ...new Set(rows)];
  const sentences = places
    .filter(({ label }) => label === undefined)
    .map(({ remedy, at }) => `${remedy[0].toUpperCase()}${remedy.slice(1)} (${at})`);
  const parts = [`${kinds}.`, ...new Set(sentences), ...(checks.length > 0 ? [table.join('\n')] : [])];
  return `## ${code}\n\n${parts.join('\n\n')}\n`;
}

/** Each option that can be wrong on its own: of the wrong kind, or out of its range. */
async function optionsSection() {
  const { OPTION_RULES } = await load('src/telemetry/context/option-rules.ts');
  const rows = Object.entries(OPTION_RULES).map(
    ([name, { type, expected }]) => `| \`${name}\` | ${type} | ${cell(expected)} |`,
  );
  return [
    '## Options of createTelemetry and configure',
    '',
    'A value of another type throws `TELEMETRY_OPTION_KIND`, any other than the expected `TELEMETRY_OPTION_RANGE`; both',
    'name the option, or the part of it that is wrong.',
    '',
    '| option | type | expected |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

const KINDS = { wrongKind: 'TypeError', wrongValue: 'RangeError', InferometerError: 'InferometerError' };

function thrownIn(tsconfig) {
  const compiler = new API({ cwd: root });
  try {
    const [project] = compiler.updateSnapshot({ openProject: join(root, tsconfig) }).getProjects();
    return project.program
      .getSourceFileNames()
      .filter((name) => relative(root, name).startsWith('src/'))
      .flatMap((name) => thrownInFile(project.program.getSourceFile(name), relative(root, name)));
  } finally {
    compiler.close();
  }
}

function thrownInFile(file, at) {
  const found = [];
  // Constants are read where they were declared last before their use: `const remedy = ...` above the throw.
  const constants = new Map();
  const visit = (node) => {
    if (isVariableDeclaration(node) && isIdentifier(node.name) && node.initializer !== undefined) {
      constants.set(node.name.text, node.initializer);
    }
    const kind = (isCallExpression(node) || isNewExpression(node)) && KINDS[node.expression.getText()];
    if (kind) {
      const [code, ...rest] = [...(node.arguments ?? [])];
      const known = constantOf(code, constants);
      if (known !== undefined && isStringLiteral(known) && CODE.test(known.text)) {
        const texts = rest.map((one) => cell(textOf(one, constants)));
        const place = { code: known.text, kind, at: `\`${at}\`` };
        if (kind === 'InferometerError') found.push({ ...place, remedy: texts[0] });
        else found.push({ ...place, label: texts[0], expected: texts[1], remedy: texts[3] });
      }
    }
    if (isCallExpression(node)) found.push(...fieldsIn(node, constants, `\`${at}\``));
    if (isObjectLiteralExpression(node)) found.push(...codesIn(node, `\`${at}\``));
    node.forEachChild(visit);
  };
  visit(file);
  return found;
}

/** What refuses other fields than these: `requireKnownKeys(code, label, ...)` and `requireFields(kind, unknown, ...)`. */
function fieldsIn(node, constants, at) {
  const check = node.expression.getText();
  if (check !== 'requireKnownKeys' && check !== 'requireFields') return [];
  const [first, second, , known] = node.arguments;
  if (!isStringLiteral(first) || !isStringLiteral(second)) return [];
  const names = listed(known, constants);
  const place = {
    kind: 'RangeError',
    at,
    expected: cell(`only ${names}`),
    remedy: 'Did you mean ‹the closest of them›?',
  };
  if (check === 'requireKnownKeys') return [{ ...place, code: first.text, label: second.text }];
  const remedy = 'Pass the options as one object, or leave it out.';
  const expected = cell(`an object with ${names}`);
  return [
    { code: first.text, kind: 'TypeError', at, label: 'options', expected, remedy },
    { ...place, code: second.text, label: 'options' },
  ];
}

/** The strings of a list, and what it takes from another one. */
function listed(node, constants) {
  const text = textOf(node, constants);
  const names = [...text.matchAll(/'(\w+)'|\.\.\.(\w+)/g)].map(([, name, rest]) => name ?? `‹${rest}›`);
  return names.length > 0 ? names.join(', ') : text;
}

/** Codes that a room hands to the checks of validate.ts: `{ kind: 'A_KIND', range: 'A_RANGE', remedy: '...' }`. */
function codesIn(node, at) {
  const fields = new Map(
    node.properties.flatMap(({ name, initializer }) =>
      name !== undefined && initializer !== undefined && isStringLiteral(initializer)
        ? [[name.getText(), initializer.text]]
        : [],
    ),
  );
  const remedy = cell(fields.get('remedy') ?? '');
  return [
    ['kind', 'TypeError', 'a value of the right kind'],
    ['range', 'RangeError', 'a value within its range'],
  ].flatMap(([field, kind, expected]) => {
    const code = fields.get(field);
    if (code === undefined || !CODE.test(code)) return [];
    return [{ code, kind, at, label: '‹label›', expected, remedy }];
  });
}

function constantOf(node, constants) {
  return node !== undefined && isIdentifier(node) ? (constants.get(node.text) ?? node) : node;
}

/** A string as it reads; anything that is known only at run time in angle brackets. */
function textOf(node, constants) {
  const known = constantOf(node, constants);
  if (known === undefined) return '';
  if (isStringLiteral(known)) return known.text;
  if (isConditionalExpression(known)) {
    return `${textOf(known.whenTrue, constants)}, or ${textOf(known.whenFalse, constants)}`;
  }
  const source = known.getText();
  if (!source.startsWith('`')) return `‹${source}›`;
  return source.slice(1, -1).replace(/\$\{((?:[^{}]|\{[^{}]*\})*)\}/g, (_, inner) => `‹${inner}›`);
}

function cell(text) {
  return text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replace(/\s+/g, ' ');
}

function compare(a, b) {
  return a < b ? -1 : Number(a > b);
}
