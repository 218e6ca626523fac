import fc from 'fast-check';
import {
  createDriftDetector,
  createFeatureDriftDetector,
  type DriftData,
  decodeDriftFeatures,
  decodeDriftReference,
  encodeDriftReference,
} from 'inferometer/drift';
import { Histogram } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';
import { normal, randomFrom, words } from './samples.ts';

const random = randomFrom(21);
const values = normal(100, random);

function histogramOf(all: Iterable<number>) {
  using histogram = new Histogram();
  for (const value of all) histogram.record(value);
  return histogram.snapshot();
}

test('a detector of what was loaded answers as that of what was saved', () => {
  const cases: readonly [DriftData, DriftData][] = [
    [values, normal(80, random, 1)],
    [histogramOf(values), histogramOf(normal(80, random, 1))],
    [words(100, random), words(80, random)],
    [
      ['b', '10', '2', 'a', '10'],
      ['2', 'a', 'c'],
    ],
    [{ größe: 3, '': 5, __proto__x: 2 }, { '': 9 }],
  ];
  for (const [reference, current] of cases) {
    const bytes = encodeDriftReference(createDriftDetector(reference).reference);
    const loaded = createDriftDetector(decodeDriftReference(bytes));
    assert.equal(loaded.detect(current), createDriftDetector(reference).detect(current));
    assert.equal(encodeDriftReference(loaded.reference), bytes, 'equal data are equal bytes');
  }
});

test('references of many features', () => {
  const references = { age: values, size: histogramOf(values), country: words(50, random) };
  const bytes = encodeDriftReference(createFeatureDriftDetector(references).references);
  const current = { age: normal(50, random), size: normal(50, random, 1), country: words(50, random) };
  assert.equal(
    createFeatureDriftDetector(decodeDriftFeatures(bytes)).detect(current),
    createFeatureDriftDetector(references).detect(current),
  );
  assert.throwsCode(() => decodeDriftReference(bytes), 'DRIFT_REFERENCE_KIND');
  assert.throwsCode(() => decodeDriftFeatures(encodeDriftReference(values)), 'DRIFT_REFERENCE_KIND');
});

test('the order of values is not kept, and the bytes are the same in every runtime', () => {
  assert.equal(encodeDriftReference([3, 1, 2]), encodeDriftReference([1, 2, 3]));
  const hex = Array.from(encodeDriftReference([1, 2]), (byte) => byte.toString(16).padStart(2, '0')).join('');
  assert.is(hex, `b1494644010002000000000000f03f0000000000000040${hex.slice(-8)}`);
});

test('every flipped bit, and every byte too few or too many, is damage', () => {
  const bytes = encodeDriftReference({ age: [1, 2, 3], country: ['DE', 'FR'] });
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const damaged = bytes.slice();
    damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
    const codeOf = () => {
      try {
        decodeDriftFeatures(damaged);
        return 'none';
      } catch (error) {
        return (error as { code?: string }).code ?? String(error);
      }
    };
    assert.match(codeOf(), /^DRIFT_REFERENCE_(MAGIC|VERSION|DAMAGED)$/);
  }
  for (let length = 0; length < bytes.length; length++) {
    assert.ok(codes(bytes.subarray(0, length)).startsWith('DRIFT_REFERENCE_'));
  }
  assert.is(codes(Uint8Array.of(...bytes, 0)), 'DRIFT_REFERENCE_DAMAGED');
});

function codes(bytes: Uint8Array): string {
  try {
    decodeDriftFeatures(bytes);
    return 'none';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

test('bytes of anybody give data or an error of ours', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (tail) => {
      assert.ok(codes(Uint8Array.of(0xb1, 0x49, 0x46, 0x44, 1, ...tail)).startsWith('DRIFT_REFERENCE_'));
    }),
  );
  for (const other of [undefined, 'bytes', new ArrayBuffer(9), [1]]) {
    assert.throwsCode(() => decodeDriftReference(other as never), 'DRIFT_REFERENCE_MAGIC');
  }
});
