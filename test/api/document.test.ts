// The contract is whole: whatever it says has a meaning, an example and an error.
import { openApi, operations } from 'inferometer/api';
import { assert, test } from '../harness.ts';
import { definitionOf, requireSchema } from './validated.ts';

const all = Object.values(operations);

test('every operation has a summary, a success and the errors that it can give', () => {
  for (const operation of all) {
    const { summary, responses, requestBody } = definitionOf(operation);
    assert.ok(summary.length > 5, operation.id);
    assert.ok(responses[200], operation.id);
    assert.ok(responses[500], operation.id);
    const refuses = !operation.ignoresOthers || requestBody !== undefined;
    assert.is(responses[400] !== undefined, refuses, `${operation.id} refuses parameters, or a body`);
    assert.is(responses[401] !== undefined, !operation.isPublic, `${operation.id} wants a token`);
  }
});

test('every answer in JSON and every body has an example that it allows', () => {
  for (const operation of all) {
    const { responses, requestBody } = definitionOf(operation);
    const contents = [requestBody?.content, ...Object.values(responses).map((one) => resolved(one).content)];
    for (const content of contents) {
      const json = content?.['application/json'];
      if (json?.schema === undefined) continue;
      assert.ok(json.example !== undefined, `${operation.id} has an example`);
      requireSchema(operation.id, json.schema.$ref as string, json.example);
    }
  }
});

test('every parameter is described, and its example is allowed', () => {
  for (const [component, { name, description, schema, example }] of Object.entries(
    openApi.components.parameters,
  )) {
    assert.ok(description.length > 5, component);
    if (example !== undefined) requireSchema(name, `#/components/parameters/${component}/schema`, example);
    if (schema.default !== undefined)
      requireSchema(name, `#/components/parameters/${component}/schema`, schema.default);
  }
});

test('what an operation answers is called by its name', () => {
  for (const { id, name, mediaTypes } of all) {
    assert.match(name, /^[a-z]+(_[a-z]+)*$/, id);
    assert.ok(mediaTypes.length > 0, id);
  }
});

test('every path names the parameters that it has, and no others', () => {
  for (const { id, path, parameters } of all) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const inPath = parameters.filter((one) => one.in === 'path').map(({ name }) => name);
    assert.equal(inPath.sort(), named.sort(), id);
    const names = parameters.map(({ name }) => name);
    assert.equal(names, [...new Set(names)], id);
  }
});

test('every schema, parameter and answer of the components is used', () => {
  const used = new Set(
    [...JSON.stringify(openApi).matchAll(/"#\/components\/([^"]+)"/g)].map(([, at]) => at),
  );
  const { schemas, parameters, responses } = openApi.components;
  const there = [
    ...Object.keys(schemas).map((name) => `schemas/${name}`),
    ...Object.keys(parameters).map((name) => `parameters/${name}`),
    ...Object.keys(responses).map((name) => `responses/${name}`),
  ];
  assert.equal(
    there.filter((at) => !used.has(at)),
    [],
  );
  assert.equal(
    [...used].filter((at) => !there.includes(at as string)),
    [],
  );
});

test('the document is plain JSON', () => {
  assert.equal(JSON.parse(JSON.stringify(openApi)), openApi);
});

function resolved(answer: ReturnType<typeof definitionOf>['responses'][string]) {
  if (!('$ref' in answer)) return answer;
  const name = answer.$ref.slice(answer.$ref.lastIndexOf('/') + 1);
  const response = openApi.components.responses[name];
  if (response === undefined) throw new Error(`there is no ${answer.$ref}`);
  return response;
}
