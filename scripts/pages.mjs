// Bundles the page of src/dashboard/page into files whose names carry a hash of their content, and writes them as one module
// of texts, dist/dashboard/assets.json: not every runtime has files.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const page = join(root, 'src/dashboard/page');

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

/** Writes dist/dashboard/assets.json. */
export async function buildDashboard() {
  const { outputFiles } = await build({
    absWorkingDir: page,
    entryPoints: ['main.tsx', 'styles/page.css', 'icon.svg'],
    outdir: 'assets',
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    loader: { '.svg': 'copy' },
    tsconfig: 'tsconfig.json',
    bundle: true,
    // The client loads it for answers of Arrow, which the page never asks for.
    external: ['@uwdata/flechette'],
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: ['es2022', 'chrome110', 'firefox115', 'safari16.4'],
    define: { DEVELOPMENT: 'false', LIBRARY_VERSION: '""', KERNEL_NAMES: '{}' },
    plugins: [inAnyLocale],
    legalComments: 'none',
    write: false,
    logLevel: 'warning',
  });
  const assets = Object.fromEntries(
    outputFiles.map(({ path, text }) => [`assets/${path.slice(path.lastIndexOf('/') + 1)}`, text]),
  );
  const pathOf = (name) => Object.keys(assets).find((path) => path.startsWith(`assets/${name}-`));
  const index = readFileSync(join(page, 'index.html'), 'utf8')
    .replace('main.tsx', pathOf('main'))
    .replace('styles/page.css', pathOf('page'))
    .replace('icon.svg', pathOf('icon'));
  const files = Object.entries({ 'index.html': index, ...assets }).map(([path, body]) => [
    path,
    {
      contentType: CONTENT_TYPES[path.slice(path.lastIndexOf('.') + 1)],
      body,
      etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`,
      isImmutable: path !== 'index.html',
    },
  ]);
  mkdirSync(join(root, 'dist/dashboard'), { recursive: true });
  writeFileSync(join(root, 'dist/dashboard/assets.json'), JSON.stringify(Object.fromEntries(files)));
}
