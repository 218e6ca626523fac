// What a store has of what was recorded, and a disk that can be told to fail.
import {
  type AppendableFile,
  FileError,
  type Files,
  MemoryFiles,
  type Store,
  type StoreReader,
} from 'inferometer/store';

/** How many inferences a store has, over all time. */
export async function inferencesIn(store: Store | StoreReader): Promise<number> {
  let inferences = 0;
  for await (const { count } of store.query({ metric: 'inference_seconds', aggregation: 'count' })) {
    inferences += count ?? 0;
  }
  return inferences;
}

/** Files in memory that refuse to be written to for as long as they are told to. */
export class FailingFiles extends MemoryFiles implements Files {
  isFailing = false;
  /** How often something was written. */
  writes = 0;

  override async open(path: string): Promise<AppendableFile> {
    this.check();
    const file = await super.open(path);
    const checked = <Arguments extends unknown[]>(call: (...args: Arguments) => Promise<void>) => {
      return async (...args: Arguments) => {
        this.check();
        this.writes += 1;
        await call(...args);
      };
    };
    return {
      get size() {
        return file.size;
      },
      append: checked((bytes) => file.append(bytes)),
      sync: checked(() => file.sync()),
      truncate: (size) => file.truncate(size),
      close: () => file.close(),
    };
  }

  private check(): void {
    if (this.isFailing) throw new FileError('full', 'no room is left. Make some.');
  }
}
