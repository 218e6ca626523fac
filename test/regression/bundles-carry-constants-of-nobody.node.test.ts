// A file of dist/ holds constants of many modules. Bundlers kept those that a call or what is spread went into, though nobody used them.
import { build } from 'esbuild';
import { assert, test } from '../harness.ts';

test('a bundle holds no metric that none of its functions records', async () => {
  const { outputFiles } = await build({
    stdin: { contents: "export { createTelemetry } from './dist/index.js';", resolveDir: process.cwd() },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
  });
  const text = outputFiles[0]?.text ?? '';
  assert.match(text, 'inference_seconds');
  const others =
    /time_to_first_token|data_drift|knowledge_retention|http_server_active|objective_burn|includeHistory/g;
  assert.equal(text.match(others) ?? [], []);
});
