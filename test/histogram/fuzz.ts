/** Damaged bytes for the decoders. */
import { InferometerError } from 'inferometer/histogram';
import { assert } from '../harness.ts';
import { randomFrom } from './oracle.ts';

declare const process:
  | { readonly env: Readonly<Record<string, string | undefined>>; memoryUsage(): { readonly rss: number } }
  | undefined;

/** Mutated inputs for each decoder; a million take some minutes: CONTRIBUTING.md says how. */
const RUNS = Number((typeof process === 'object' && process.env.FUZZ_RUNS) || 20_000);
const RUNS_PER_LOOK = 1000;
/** Of the whole process, which has 100 MB before it begins: some of the largest arrays of counts, 50 MB each. */
const MOST_BYTES = 500e6;
/** For one input. The collector may have its turn in it, and other processes theirs. */
const MOST_MS = 2000;

/**
 * Hands `decode` mutations of the samples, and of what was accepted before. It has to throw the project's error or to
 * return, in time and in bounded memory; what it returns is judged by `check`.
 */
export function fuzz<T>(
  samples: readonly Uint8Array[],
  seed: number,
  decode: (bytes: Uint8Array) => T,
  check: (decoded: T, bytes: Uint8Array) => void,
): void {
  const random = randomFrom(seed);
  const below = (n: number) => Math.floor(random() * n);
  const corpus = [...samples];
  let accepted = 0;
  for (let run = 0; run < RUNS; run++) {
    const bytes = mutated(corpus[below(corpus.length)] as Uint8Array, corpus, below);
    const startedAtMs = performance.now();
    const decoded = decodedOrRefused(decode, bytes);
    const ms = performance.now() - startedAtMs;
    if (ms > MOST_MS) throw new Error(`${ms} ms, from ${bytes}`);
    if (run % RUNS_PER_LOOK === 0 && typeof process === 'object') {
      const { rss } = process.memoryUsage();
      assert.ok(rss < MOST_BYTES, `${rss} bytes after ${run} runs`);
    }
    if (decoded === REFUSED) continue;
    accepted++;
    check(decoded, bytes);
    if (corpus.length < samples.length + 50) corpus.push(bytes);
  }
  assert.ok(accepted > 0, 'no mutation was accepted: the fuzzer reaches nothing');
}

const REFUSED = Symbol('refused');

function decodedOrRefused<T>(decode: (bytes: Uint8Array) => T, bytes: Uint8Array): T | typeof REFUSED {
  try {
    return decode(bytes);
  } catch (error) {
    if (error instanceof InferometerError) return REFUSED;
    throw new Error(`${error}, from ${bytes}`, { cause: error });
  }
}

/** One to four changes: bits, bytes, parts cut out, doubled, or put in from another sample. */
function mutated(
  sample: Uint8Array,
  corpus: readonly Uint8Array[],
  below: (n: number) => number,
): Uint8Array {
  let bytes: Uint8Array = sample.slice();
  for (let changes = 1 + below(4); changes > 0; changes--) {
    const at = below(bytes.length + 1);
    const length = 1 + below(9);
    switch (below(7)) {
      case 0:
        bytes[Math.min(at, bytes.length - 1)] = (bytes[at] ?? 0) ^ (1 << below(8));
        break;
      case 1:
        bytes[Math.min(at, bytes.length - 1)] = [0, 1, 127, 128, 255][below(5)] as number;
        break;
      case 2:
        bytes = spliced(bytes, at, length);
        break;
      case 3:
        bytes = spliced(bytes, at, 0, bytes.subarray(at, at + length));
        break;
      case 4:
        bytes = spliced(bytes, at, 0, new Uint8Array(length).fill(255));
        break;
      case 5:
        bytes = bytes.subarray(0, at);
        break;
      default: {
        const other = corpus[below(corpus.length)] as Uint8Array;
        const from = below(other.length);
        bytes = spliced(bytes, at, length, other.subarray(from, from + length));
      }
    }
    if (bytes.length === 0) bytes = new Uint8Array(1);
  }
  return bytes;
}

/** As an array's `splice`, into new memory: an array of numbers takes longer to make than most inputs take to decode. */
function spliced(
  bytes: Uint8Array,
  at: number,
  removed: number,
  inserted: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const rest = bytes.subarray(at + removed);
  const result = new Uint8Array(at + inserted.length + rest.length);
  result.set(bytes.subarray(0, at));
  result.set(inserted, at);
  result.set(rest, at + inserted.length);
  return result;
}
