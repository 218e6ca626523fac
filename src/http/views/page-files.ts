/** The files of both pages, loaded when somebody asks for one. */
import { apiPageAssets } from '../../api/index.ts';
import type { EmbeddedFile } from '../../ports.ts';

/** By path, without a slash before it. */
export async function pageFiles(): Promise<ReadonlyMap<string, EmbeddedFile>> {
  const { dashboardAssets } = await import('../../dashboard/index.ts');
  return new Map([...(await dashboardAssets()), ...(await apiPageAssets())]);
}
