/** The memory of the JavaScript kernel: an ArrayBuffer that is replaced by a larger one, as `WebAssembly.Memory` is none here. */
import type { KernelMemory } from '../abi.ts';

const PAGE_BYTES = 65_536;
/** As asconfig.json says of Wasm. */
const INITIAL_PAGES = 64;
/** Addresses have a sign in JavaScript: half of what Wasm has, less a page. */
const MOST_PAGES = 32_767;

export class JsMemory implements KernelMemory {
  buffer = new ArrayBuffer(INITIAL_PAGES * PAGE_BYTES);
  private readonly followers: ((buffer: ArrayBuffer) => void)[] = [];

  follow(attach: (buffer: ArrayBuffer) => void): void {
    this.followers.push(attach);
    attach(this.buffer);
  }

  /**
   * As `memory.grow` of Wasm: so many pages more at least, and how many there were; -1 and nothing changed where there is no
   * room. Growing copies everything, so it doubles where it may; pages that nobody touched take no memory.
   */
  grow(pages: number): number {
    const before = this.buffer.byteLength / PAGE_BYTES;
    const isGrown =
      this.replace(Math.max(Math.min(2 * before, MOST_PAGES), before + pages)) ||
      this.replace(before + pages);
    return isGrown ? before : -1;
  }

  private replace(pages: number): boolean {
    if (pages > MOST_PAGES) return false;
    let buffer: ArrayBuffer;
    try {
      buffer = new ArrayBuffer(pages * PAGE_BYTES);
    } catch {
      return false;
    }
    new Uint8Array(buffer).set(new Uint8Array(this.buffer));
    this.buffer = buffer;
    for (const attach of this.followers) attach(buffer);
    return true;
  }
}
