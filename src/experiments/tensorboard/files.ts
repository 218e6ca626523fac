/** Where event files are appended to. */

import { InferometerError } from '../../errors.ts';
import { joinedBytes } from '../../histogram/inner.ts';
import { builtinModule } from '../../runtime/index.ts';

export interface EventFiles {
  /**
   * Appends to a file, and makes it with its directories where it is missing.
   *
   * @param path with forward slashes: `runs/lr 0.01/events.out.tfevents.1796601600.inferometer.1`
   */
  append(path: string, bytes: Uint8Array): Promise<void>;
}

/** As much of Node's files as is needed here. */
interface NodeFs {
  readonly promises: {
    mkdir(path: string, options: { recursive: true }): Promise<unknown>;
    appendFile(path: string, bytes: Uint8Array): Promise<void>;
  };
}

/** Those of Node, Deno and Bun. @throws EXPERIMENTS_NO_FILES elsewhere */
export function platformEventFiles(): EventFiles {
  const fs = builtinModule<NodeFs>('node:fs');
  if (typeof fs?.promises?.appendFile !== 'function') {
    const message = 'this runtime has no files. Pass `files`, for instance new MemoryEventFiles().';
    throw new InferometerError('EXPERIMENTS_NO_FILES', message);
  }
  const { promises } = fs;
  return {
    async append(path, bytes) {
      const end = path.lastIndexOf('/');
      if (end > 0) await promises.mkdir(path.slice(0, end), { recursive: true });
      await promises.appendFile(path, bytes);
    },
  };
}

/**
 * Event files in memory, for pages: to be downloaded, or sent to where TensorBoard reads.
 *
 * @example
 * const files = new MemoryEventFiles();
 * const logger = createTensorBoardRunLogger({ directory: 'runs', files });
 * // ... then
 * for (const [path, bytes] of files.contents()) download(path, new Blob([bytes]));
 */
export class MemoryEventFiles implements EventFiles {
  private readonly parts = new Map<string, Uint8Array[]>();

  async append(path: string, bytes: Uint8Array): Promise<void> {
    const parts = this.parts.get(path) ?? [];
    parts.push(bytes);
    this.parts.set(path, parts);
  }

  /** Each file by its path. */
  contents(): Map<string, Uint8Array<ArrayBuffer>> {
    return new Map(Array.from(this.parts, ([path, parts]) => [path, joinedBytes(parts)]));
  }
}
