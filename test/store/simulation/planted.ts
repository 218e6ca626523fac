// Files with a fault in them, as a store with that fault would use them.
import type { AppendableFile, Files } from 'inferometer/store';
import type { Process } from './machine.ts';

export type Plant = 'no sync of files' | 'no sync of directories' | 'segments that count twice';

export function planted(plant: Plant, process: Process): Files {
  const files = filesOf(process);
  switch (plant) {
    case 'no sync of files':
      return { ...files, open: async (path) => withoutSync(await process.open(path)) };
    case 'no sync of directories':
      return { ...files, syncDirectory: async () => {} };
    case 'segments that count twice':
      return { ...files, rename: (from, to) => renamedTwice(process, from, to) };
  }
}

function filesOf(process: Process): Files {
  return {
    place: process.place,
    list: (directory) => process.list(directory),
    read: (...range) => process.read(...range),
    size: (path) => process.size(path),
    open: (path) => process.open(path),
    rename: (from, to) => process.rename(from, to),
    remove: (path) => process.remove(path),
    syncDirectory: (directory) => process.syncDirectory(directory),
    lock: (path) => process.lock(path),
  };
}

function withoutSync(file: AppendableFile): AppendableFile {
  return {
    get size() {
      return file.size;
    },
    append: (bytes) => file.append(bytes),
    sync: async () => {},
    truncate: (size) => file.truncate(size),
    close: () => file.close(),
  };
}

/** Under its name, and as if it held records that came later: what a merge leaves that forgets what it has merged. */
async function renamedTwice(process: Process, from: string, to: string): Promise<void> {
  const [, start, first, last, end] = /^(.*\/L0-)(\d{12})-(\d{12})(-.*)$/.exec(to) ?? [];
  if (start !== undefined) {
    const later = (sequence = '') => String(Number(sequence) + 1e6).padStart(12, '0');
    const copy = await process.open(`${start}${later(first)}-${later(last)}${end}`);
    await copy.append(await process.read(from));
    await copy.close();
  }
  await process.rename(from, to);
}
