// Bundles what browsers load into modules of texts, since not every runtime has files: the page of the dashboard,
// src/dashboard/page, into dist/dashboard/assets.json, script and style of the API page, src/api/page, into
// dist/api/page.json. The names of files carry a hash of their content.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dashboard = join(root, 'src/dashboard/page');

const CONTENT_TYPES = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  html: 'text/html; charset=utf-8',
};

/** uPlot hands the browser's language to Intl when it is loaded, which throws where it is that of POSIX (`en-US@posix`). */
const inAnyLocale = {
  name: 'in-any-locale',
  setup(bundler) {
    bundler.onLoad({ filter: /uPlot\.esm\.js$/ }, ({ path }) => {
      const code = readFileSync(path, 'utf8');
      const contents = code.replace('domEnv ? nav.language', "domEnv ? 'en-US'");
      if (contents === code) throw new Error('uPlot asks for the language in another way now');
      return { contents, loader: 'js' };
    });
  },
};

/** Writes both. */
export async function buildPages() {
  await Promise.all([buildDashboard(), buildApiPage()]);
}

async function buildDashboard() {
  const assets = await bundled({
    absWorkingDir: dashboard,
    entryPoints: ['main.tsx', 'styles/page.css', 'icon.svg'],
    assetNames: '[name]-[hash]',
    loader: { '.svg': 'copy' },
    tsconfig: 'tsconfig.json',
    // The client loads it for answers of Arrow, which the page never asks for.
    external: ['@uwdata/flechette'],
    define: { DEVELOPMENT: 'false', LIBRARY_VERSION: '""', KERNEL_NAMES: '{}' },
    plugins: [inAnyLocale],
  });
  const pathOf = (name) => Object.keys(assets).find((path) => path.startsWith(`assets/${name}-`));
  const index = readFileSync(join(dashboard, 'index.html'), 'utf8')
    .replace('main.tsx', pathOf('main'))
    .replace('styles/page.css', pathOf('page'))
    .replace('icon.svg', pathOf('icon'));
  embed('dist/dashboard/assets.json', { 'index.html': index, ...assets });
}

/** The page itself is written when it is asked for, out of the contract. */
async function buildApiPage() {
  const assets = await bundled({
    absWorkingDir: join(root, 'src/api/page'),
    entryPoints: { api: 'browser/main.ts', 'api-style': 'page.css' },
  });
  embed('dist/api/page.json', assets);
}

/** Texts by path, `assets/<name>-<hash>.<extension>`. */
async function bundled(options) {
  const { outputFiles } = await build({
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
    ...options,
  });
  return Object.fromEntries(
    outputFiles.map(({ path, text }) => [`assets/${path.slice(path.lastIndexOf('/') + 1)}`, text]),
  );
}

/** Writes texts by path as `EmbeddedFile`s of src/ports.ts. */
function embed(target, texts) {
  const files = Object.entries(texts).map(([path, body]) => [
    path,
    {
      contentType: CONTENT_TYPES[path.slice(path.lastIndexOf('.') + 1)],
      body,
      etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`,
      isImmutable: path.startsWith('assets/'),
    },
  ]);
  mkdirSync(dirname(join(root, target)), { recursive: true });
  writeFileSync(join(root, target), JSON.stringify(Object.fromEntries(files)));
}
