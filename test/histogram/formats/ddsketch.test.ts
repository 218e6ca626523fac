import fc from 'fast-check';
import { decodeDdSketch, encodeDdSketch, quantilesOf } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import go from '../../vectors/ddsketch/go.json' with { type: 'json' };
import js from '../../vectors/ddsketch/js.json' with { type: 'json' };
import { sameCounts, snapshot, snapshotOf } from '../arbitrary.ts';
import { exactQuantile, relativeErrorOf } from '../oracle.ts';

const sources = [
  { peer: 'sketches-go', rounding: 'floor', ...go },
  { peer: 'sketches-js', rounding: 'ceil', ...js },
] as const;

for (const { peer, rounding, values, quantiles, sketches } of sources) {
  for (const { name, relativeAccuracy, answers, base64 } of sketches) {
    test(`${peer}, ${name}: quantiles are within the accuracy of the sketch and the scale`, () => {
      const decoded = decodeDdSketch(fromBase64(base64), { rounding });
      assert.is(decoded.count, values.length);
      assert.is(decoded.zeroCount, 3);
      const error = relativeErrorOf(decoded.scale);
      const bound = relativeAccuracy + error + relativeAccuracy * error + 1e-12;
      quantilesOf(decoded, quantiles).forEach((answer, i) => {
        const q = quantiles[i] as number;
        assert.close(answer, exactQuantile(values, q), q === 0 || q === 1 ? 2.1 * bound : bound, `q ${q}`);
        // What the peer itself answers is of the same bin, or of a neighbouring value's where ranks are counted otherwise.
        if (q > 0 && q < 1) assert.close(answer, answers[i] as number, 0.35);
      });
      assert.ok(decoded.min <= Math.min(...values) && decoded.max >= Math.max(...values));
    });
  }
}

test('a sketch whose gamma is a base of ours becomes a snapshot bucket by bucket', () => {
  const sketch = go.sketches.find(({ name }) => name.startsWith('gamma is the base'));
  const decoded = decodeDdSketch(fromBase64(sketch?.base64 as string));
  // No value of the vectors lies on a bound, where the two would differ.
  sameCounts(decoded, snapshotOf(go.values, { scale: 5, maxBuckets: 2048 }));
});

test('law: there and back again, bucket by bucket', () => {
  fc.assert(
    fc.property(snapshot, fc.constantFrom('floor', 'ceil'), (original, rounding) => {
      const decoded = decodeDdSketch(encodeDdSketch(original, { rounding }), { rounding });
      if (original.count > Number.MAX_SAFE_INTEGER) return;
      sameCounts(decoded, { ...original, rejected: 0 });
    }),
  );
});

test('weights with fractions are rounded so that no cumulative count is off by more than half', () => {
  const bytes = encodeDdSketch(snapshotOf([1.5, 3, 6, 12, 24], { scale: 0, maxBuckets: 128 }));
  const view = new DataView(bytes.buffer);
  const weights = [0.4, 0.4, 0.4, 2.5, 1.2];
  const at = bytes.indexOf(40) + 1; // the counts, packed: five doubles
  weights.forEach((weight, i) => {
    view.setFloat64(at + 8 * i, weight, true);
  });
  const { positive, count } = decodeDdSketch(bytes);
  assert.equal([positive.offset, ...positive.counts, count], [1, 1, 0, 3, 1, 5]);
});

test('sum, minimum and maximum are estimated from the bins', () => {
  const { sum, min, max, rejected } = decodeDdSketch(encodeDdSketch(snapshotOf([1.5, 3, -1.5, 0])));
  assert.close(sum, 3, 0.03);
  assert.close(min, -1.5, 0.03);
  assert.close(max, 3, 0.03);
  assert.is(rejected, 0);
});

test('what is no sketch is refused', () => {
  const good = encodeDdSketch(snapshotOf([1, 2]));
  const cases: readonly [Uint8Array, string][] = [
    [new Uint8Array(0), 'DDSKETCH_MAPPING'],
    [good.subarray(0, good.length - 3), 'PROTOBUF_TRUNCATED'],
    [Uint8Array.of(...good, 0x0b), 'PROTOBUF_FIELD'], // a group
    [Uint8Array.of(...good, 0x21, 0, 0, 0, 0, 0, 0, 0xf0, 0x7f), 'DDSKETCH_COUNTS'], // infinitely many zeros
    [Uint8Array.of(0x0a, 9, 9, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f), 'DDSKETCH_MAPPING'], // gamma 1
  ];
  for (const [bytes, code] of cases) assert.throwsCode(() => decodeDdSketch(bytes), code);
  assert.throwsCode(() => decodeDdSketch('' as never), 'PROTOBUF_KIND');
  assert.throwsCode(() => decodeDdSketch(good, { scale: 9 }), 'HISTOGRAM_OPTION_RANGE');
  const cubic = go.sketches.find(({ name }) => name.startsWith('cubic'));
  const bytes = fromBase64(cubic?.base64 as string);
  assert.throwsCode(() => decodeDdSketch(bytes, { rounding: 'ceil' }), 'DDSKETCH_MAPPING');
});

test('fields that a later version adds are passed over', () => {
  const good = encodeDdSketch(snapshotOf([1, 2]));
  const extended = Uint8Array.of(...good, 0x50, 7, 0x5a, 2, 1, 1, 0x65, 1, 2, 3, 4);
  assert.equal(decodeDdSketch(extended), decodeDdSketch(good));
});

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
