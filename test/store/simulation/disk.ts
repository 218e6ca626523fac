/**
 * A disk with a cache before it: what a process reads is in the cache, what a loss of power leaves is on the disk.
 *
 * Bytes get there by a sync of their file, names by a sync of their directory. Of everything else a loss of power leaves
 * whatever it likes: all, nothing, the first part, single blocks with zeros or rubbish between them; the new name of a
 * file, the old one, and of files that were made or removed either.
 */
import type { Chance } from './chance.ts';

/** A change of a file's bytes since they were last known to be on the disk. */
interface Change {
  readonly offset: number;
  /** Undefined: the file was cut to `offset`. */
  readonly bytes: Uint8Array | undefined;
  /** `lost`: a sync failed, and the system thinks no more of it, whatever later syncs say. */
  state: 'cached' | 'written' | 'lost';
}

/** A change of names: the file left the one, or got the other. */
interface NameChange {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly file: DiskFile;
}

export class DiskFile {
  private cached: Uint8Array = new Uint8Array(256);
  private onDisk: Uint8Array = new Uint8Array(0);
  private changes: Change[] = [];
  size = 0;

  read(start = 0, end = Infinity): Uint8Array {
    return this.cached.slice(start, Math.min(end, this.size));
  }

  append(bytes: Uint8Array): void {
    this.changes.push({ offset: this.size, bytes: bytes.slice(), state: 'cached' });
    this.write(this.size, bytes);
  }

  truncate(size: number): void {
    if (size >= this.size) return;
    this.size = size;
    this.changes.push({ offset: size, bytes: undefined, state: 'cached' });
  }

  sync(): void {
    for (const change of this.changes) if (change.state === 'cached') change.state = 'written';
    if (this.changes.some(({ state }) => state === 'lost')) return;
    this.changes = [];
    this.onDisk = this.read();
  }

  /** Once a sync failed, the system takes for written what it could not write. */
  failSync(): void {
    for (const change of this.changes) if (change.state === 'cached') change.state = 'lost';
  }

  flip(bit: number): void {
    const [at, mask] = [bit >> 3, 1 << (bit & 7)];
    this.cached[at] = (this.cached[at] as number) ^ mask;
    if (at < this.onDisk.length) this.onDisk[at] = (this.onDisk[at] as number) ^ mask;
    for (const { offset, bytes } of this.changes) {
      const within = at - offset;
      if (bytes !== undefined && within >= 0 && within < bytes.length) {
        bytes[within] = (bytes[within] as number) ^ mask;
      }
    }
  }

  /** What is on the disk when the power is back. */
  losePower(chance: Chance): void {
    const changes = this.changes;
    this.changes = [];
    this.cached = new Uint8Array(Math.max(256, this.onDisk.length));
    this.cached.set(this.onDisk);
    this.size = this.onDisk.length;
    const fate = chance.weighted({ none: 2, all: 1, first: 3, blocks: 3 });
    const last = fate === 'first' ? chance.below(changes.length + 1) : fate === 'none' ? 0 : changes.length;
    changes.forEach((change, i) => {
      if (change.state === 'written' || (i < last && change.state === 'cached' && fate !== 'blocks')) {
        this.apply(change);
      } else if (fate === 'blocks' || (i === last && fate === 'first')) {
        this.applyInPart(change, fate === 'first', chance);
      }
    });
    this.onDisk = this.read();
  }

  private apply({ offset, bytes }: Change): void {
    if (bytes !== undefined) this.write(offset, bytes);
    else this.size = Math.min(this.size, offset);
  }

  /** @param isTorn whether the first part is there and no more; otherwise any blocks are. */
  private applyInPart({ offset, bytes }: Change, isTorn: boolean, chance: Chance): void {
    if (bytes === undefined) {
      if (chance.of(0.5)) this.size = Math.min(this.size, offset);
      return;
    }
    if (isTorn) {
      this.write(offset, bytes.subarray(0, chance.below(bytes.length + 1)));
      return;
    }
    const blockBytes = chance.one([16, 64, 512]);
    const isRubbish = chance.of(0.3);
    for (let at = 0; at < bytes.length; at += blockBytes) {
      const block = bytes.subarray(at, at + blockBytes);
      if (chance.of(0.6)) this.write(offset + at, block);
      else if (isRubbish) this.write(offset + at, chance.bytes(block.length));
    }
  }

  /** Beyond the end there are zeros before it. */
  private write(offset: number, bytes: Uint8Array): void {
    const end = offset + bytes.length;
    if (end > this.cached.length) {
      const larger = new Uint8Array(2 * end);
      larger.set(this.cached.subarray(0, this.size));
      this.cached = larger;
    }
    if (offset > this.size) this.cached.fill(0, this.size, offset);
    this.cached.set(bytes, offset);
    this.size = Math.max(this.size, end);
  }
}

export class Disk {
  private names = new Map<string, DiskFile>();
  private onDisk = new Map<string, DiskFile>();
  private changes: NameChange[] = [];

  /** Paths of all files, in order. */
  get paths(): readonly string[] {
    return [...this.names.keys()].sort();
  }

  /** Bytes in use. */
  get used(): number {
    let used = 0;
    for (const { size } of this.names.values()) used += size;
    return used;
  }

  /** What lies on it, for another one to begin with. */
  get content(): ReadonlyMap<string, Uint8Array> {
    return new Map([...this.names].map(([path, file]) => [path, file.read()]));
  }

  /** Begins with these files, as if they had always been there. */
  fill(content: ReadonlyMap<string, Uint8Array>): void {
    for (const [path, bytes] of content) {
      const file = this.create(path);
      file.append(bytes);
      file.sync();
    }
    this.onDisk = new Map(this.names);
    this.changes = [];
  }

  file(path: string): DiskFile | undefined {
    return this.names.get(path);
  }

  create(path: string): DiskFile {
    const file = new DiskFile();
    this.change({ from: undefined, to: path, file });
    return file;
  }

  rename(from: string, to: string): void {
    const file = this.names.get(from);
    if (file !== undefined && from !== to) this.change({ from, to, file });
  }

  remove(path: string): void {
    const file = this.names.get(path);
    if (file !== undefined) this.change({ from: path, to: undefined, file });
  }

  /** Those changes that have a name in the directory, and what was done before to the names in them. */
  syncDirectory(directory: string): void {
    const isIn = (path: string | undefined) => path !== undefined && directoryOf(path) === directory;
    const touched = new Set<string | undefined>();
    const synced = new Set<NameChange>();
    for (const change of this.changes.toReversed()) {
      const { from, to } = change;
      if (!isIn(from) && !isIn(to) && !touched.has(from) && !touched.has(to)) continue;
      if (from !== undefined) touched.add(from);
      if (to !== undefined) touched.add(to);
      synced.add(change);
    }
    for (const change of this.changes) if (synced.has(change)) apply(this.onDisk, change);
    this.changes = this.changes.filter((change) => !synced.has(change));
  }

  losePower(chance: Chance): void {
    // Journals of file systems keep the order; others, and network file systems, do not.
    const fate = chance.weighted({ none: 2, all: 1, first: 3, some: 3 });
    const last = fate === 'first' ? chance.below(this.changes.length + 1) : Infinity;
    this.changes.forEach((change, i) => {
      if (fate !== 'none' && i < last && (fate !== 'some' || chance.of(0.5))) apply(this.onDisk, change);
    });
    this.changes = [];
    this.names = new Map(this.onDisk);
    for (const file of new Set(this.names.values())) file.losePower(chance);
  }

  private change(change: NameChange): void {
    apply(this.names, change);
    this.changes.push(change);
  }
}

export function directoryOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function apply(names: Map<string, DiskFile>, { from, to, file }: NameChange): void {
  if (from !== undefined && names.get(from) === file) names.delete(from);
  if (to !== undefined) names.set(to, file);
}
