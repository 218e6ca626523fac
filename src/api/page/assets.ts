/** The files of the API page, for a server that hands them out. */
import type { EmbeddedFile } from '../../ports.ts';

/**
 * By path, without a slash before it: `api.html`, the page, and what it asks for, `assets/<name>-<hash>.<extension>`. The page asks
 * for everything relative to where it lies, and needs no more than `default-src 'none'; script-src 'self'; style-src 'self';
 * connect-src 'self'; img-src blob:`.
 */
export async function apiPageAssets(): Promise<ReadonlyMap<string, EmbeddedFile>> {
  const [{ apiPageHtml }, { default: files }] = await Promise.all([
    import('./page.ts'),
    import('../../../dist/api/page.json'),
  ]);
  const pathOf = (extension: string) => Object.keys(files).find((path) => path.endsWith(extension)) as string;
  const body = apiPageHtml({ script: pathOf('.js'), style: pathOf('.css') });
  const page = {
    contentType: 'text/html; charset=utf-8',
    body,
    etag: await etagOf(body),
    isImmutable: false,
  };
  return new Map(Object.entries({ 'api.html': page, ...files }));
}

/** As the build makes those of the other files. */
async function etagOf(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  const hex = Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0'));
  return `"${hex.join('')}"`;
}
