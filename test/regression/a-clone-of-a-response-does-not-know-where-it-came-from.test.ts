// What came from the network says its address; a response that stands in for it told it by properties of its own, which its clones lacked.
import { createTelemetry, trackStream } from 'inferometer';
import { assert, test } from '../harness.ts';
import { isWorkerd } from '../places.ts';
import { sampleOf } from '../telemetry/support.ts';

const ADDRESS = 'data:text/plain,weights%20of%20glyphs';

/** workerd has no address that it answers itself. */
const fetched = isWorkerd
  ? async () => Object.defineProperty(new Response('weights of glyphs'), 'url', { value: ADDRESS })
  : () => fetch(ADDRESS);

const placeOf = ({ url, type, redirected }: Response) => ({ url, type, redirected });

test('a clone of a watched response has its address, and so has a clone of the clone', async () => {
  using telemetry = createTelemetry({ logLevel: 'silent' });
  using other = createTelemetry({ logLevel: 'silent' });
  const expected = placeOf(await fetched());
  const once = await trackStream(telemetry, { modelId: 'm' }, fetched);
  const twice = await trackStream(other, { modelId: 'm' }, () =>
    trackStream(telemetry, { modelId: 'm' }, fetched),
  );
  assert.is(expected.url, ADDRESS);
  for (const response of [once, twice]) {
    const clone = response.clone();
    const another = clone.clone();
    assert.is(clone.constructor, Response);
    for (const one of [response, clone, another]) {
      assert.equal(placeOf(one), expected);
      assert.is(Object.keys(one).includes('clone'), false);
    }
    const texts = await Promise.all([response, another, clone].map((one) => one.text()));
    assert.equal(texts, Array(3).fill('weights of glyphs'));
  }
  assert.is(sampleOf(telemetry, 'ipfs_aiml_streams_total', {}), 2);
});
