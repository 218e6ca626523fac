/** The files of the page. The build bundles `page/` into them and embeds them, since some runtimes have no files. */
import type { EmbeddedFile } from '../ports.ts';

/**
 * By path, without a slash before it: `index.html` and what it asks for, `assets/<name>-<hash>.<extension>`. The page asks for
 * everything relative to where it lies, and needs no more than `default-src 'none'; script-src 'self'; style-src 'self';
 * connect-src 'self'; img-src 'self' blob: data:`.
 *
 * @example
 * const { contentType, body } = (await dashboardAssets()).get('index.html')!;
 */
export async function dashboardAssets(): Promise<ReadonlyMap<string, EmbeddedFile>> {
  const { default: files } = await import('../../dist/dashboard/assets.json');
  return new Map(Object.entries(files));
}
