/** An Arrow IPC stream, whoever wrote it. */
import { tableFromIPC } from '@uwdata/flechette';
import type { Files } from '../files/files.ts';

export interface InspectedArrow {
  readonly format: 'arrow';
  readonly path: string;
  readonly sizeBytes: number;
  readonly problems: readonly string[];
  readonly rows: number;
  readonly columns: readonly string[];
}

/** Reads it as a whole. @throws FileError; what cannot be read is a problem in the answer */
export async function inspectArrow(files: Files, path: string): Promise<InspectedArrow> {
  const bytes = await files.read(path);
  const about = { format: 'arrow', path, sizeBytes: bytes.length } as const;
  try {
    const table = tableFromIPC(bytes);
    return { ...about, problems: [], rows: table.numRows, columns: table.names as string[] };
  } catch (error) {
    return { ...about, problems: [`it cannot be read: ${(error as Error).message}`], rows: 0, columns: [] };
  }
}
