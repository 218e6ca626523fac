// Bundles script and style of the API page, src/api/page, into one module of texts, dist/api/page.json: not every runtime
// has files. The page itself is written when it is asked for, out of the contract.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Writes dist/api/page.json. */
export async function buildApiPage() {
  const { outputFiles } = await build({
    absWorkingDir: join(root, 'src/api/page'),
    entryPoints: { api: 'browser/main.ts', 'api-style': 'page.css' },
    outdir: 'assets',
    entryNames: '[name]-[hash]',
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: ['es2022', 'chrome110', 'firefox115', 'safari16.4'],
    legalComments: 'none',
    write: false,
    logLevel: 'warning',
  });
  const files = outputFiles.map(({ path, text }) => [
    `assets/${path.slice(path.lastIndexOf('/') + 1)}`,
    {
      contentType: `text/${path.endsWith('.js') ? 'javascript' : 'css'}; charset=utf-8`,
      body: text,
      etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 16)}"`,
      isImmutable: true,
    },
  ]);
  mkdirSync(join(root, 'dist/api'), { recursive: true });
  writeFileSync(join(root, 'dist/api/page.json'), JSON.stringify(Object.fromEntries(files)));
}
