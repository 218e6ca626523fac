/** A file of Parquet, whoever wrote it: what its footer says. */
import { parquetMetadataAsync } from 'hyparquet';
import type { Files } from '../files/files.ts';

export interface InspectedParquet {
  readonly format: 'parquet';
  readonly path: string;
  readonly sizeBytes: number;
  readonly problems: readonly string[];
  readonly rows: number;
  readonly rowGroups: number;
  /** Their names, those in lists and structures with those of their parents: `bucket_index.list.element`. */
  readonly columns: readonly string[];
  /** Empty where it does not say. */
  readonly createdBy: string;
  /** Whether it has the columns of a segment: an export of a store. */
  readonly isExport: boolean;
}

/** @throws FileError; a footer that cannot be read is a problem in the answer */
export async function inspectParquet(files: Files, path: string): Promise<InspectedParquet> {
  const sizeBytes = await files.size(path);
  const about = { format: 'parquet', path, sizeBytes } as const;
  try {
    const metadata = await parquetMetadataAsync({
      byteLength: sizeBytes,
      slice: async (start, end) => {
        const { buffer } = (await files.read(path, start, end ?? sizeBytes)).slice();
        return buffer;
      },
    });
    const chunks = metadata.row_groups.flatMap(({ columns }) => columns);
    const columns = new Set(chunks.map(({ meta_data }) => meta_data?.path_in_schema.join('.') ?? ''));
    const end = chunks.reduce((most, { meta_data: chunk }) => {
      return chunk === undefined
        ? most
        : Math.max(most, Number(chunk.data_page_offset + chunk.total_compressed_size));
    }, 0);
    return {
      ...about,
      problems: end > sizeBytes ? ['its columns end beyond the file'] : [],
      rows: Number(metadata.num_rows),
      rowGroups: metadata.row_groups.length,
      columns: [...columns],
      createdBy: metadata.created_by ?? '',
      isExport: metadata.key_value_metadata?.some(({ key }) => key === 'inferometer.format') ?? false,
    };
  } catch (error) {
    const problem = `its footer cannot be read: ${(error as Error).message}`;
    return {
      ...about,
      problems: [problem],
      rows: 0,
      rowGroups: 0,
      columns: [],
      createdBy: '',
      isExport: false,
    };
  }
}
