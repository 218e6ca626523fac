// The contract is an OpenAPI 3.1 document, by the schema of the OpenAPI Initiative; its schemas are JSON Schema 2020-12.
import { Ajv2020 } from 'ajv/dist/2020.js';
import { openApi } from 'inferometer/api';
import { assert, test } from '../harness.ts';
import schema from '../vectors/openapi/schema-3.1.json' with { type: 'json' };

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
/** Where a dialect may put its own schema of schemas stands that of this one, whose reference ajv takes for the root. */
const isOpenApi = ajv.compile(
  JSON.parse(JSON.stringify(schema).replaceAll('"$dynamicRef":"#meta"', '"$ref":"#/$defs/schema"')),
);

test('the document is valid OpenAPI 3.1', () => {
  assert.ok(isOpenApi(openApi), JSON.stringify(isOpenApi.errors?.slice(0, 3), null, 2));
});

test('a document that is none is told apart', () => {
  const { get } = openApi.paths['/health'] ?? {};
  const [parameter] = Object.values(openApi.components.parameters);
  const without = (path: object) => ({ ...openApi, paths: { '/health': path } });
  assert.is(isOpenApi(without({ get })), true);
  assert.is(isOpenApi(without({ get: { ...get, parameters: [{ ...parameter, in: 'body' }] } })), false);
  assert.is(isOpenApi(without({ get: { ...get, responses: { 200: {} } } })), false);
  assert.is(isOpenApi({ ...openApi, openapi: '3.0.0' }), false);
  const { info: _, ...anonymous } = openApi;
  assert.is(isOpenApi(anonymous), false);
});

test('every schema of it is valid JSON Schema', () => {
  const { schemas, parameters } = openApi.components;
  const all = {
    ...schemas,
    ...Object.fromEntries(Object.values(parameters).map((one) => [one.name, one.schema])),
  };
  for (const [name, one] of Object.entries(all)) {
    assert.ok(ajv.validateSchema({ ...one }), `${name}: ${ajv.errorsText()}`);
  }
});
