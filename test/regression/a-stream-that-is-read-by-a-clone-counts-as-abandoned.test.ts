// workerd lets go of a body when its response is cloned, and reads its source for both: whoever watched over the body was told that
// nobody reads it.
import { createTelemetry, trackStream } from 'inferometer';
import { assert, collectGarbage, test } from '../harness.ts';
import { isWorkerd } from '../places.ts';
import { sampleOf } from '../telemetry/support.ts';

/** There the collector cannot be called, only given work: some of these tests are enough to meet it. */
async function collect(): Promise<void> {
  if (!isWorkerd) return collectGarbage();
  const gone = new WeakRef({});
  const kept: unknown[] = [];
  for (let turn = 0; turn < 60 && gone.deref() !== undefined; turn++) {
    kept[turn % 20] = Array.from({ length: 20_000 }, (_, i) => ({ i }));
    await new Promise((resolve) => setTimeout(resolve));
  }
}

const parts = ['weights ', 'of ', 'glyphs'];

/** A part each time that it is asked. */
function answer(): Response {
  const left = parts.map((part) => new TextEncoder().encode(part));
  const pull = (controller: ReadableStreamDefaultController) => {
    const part = left.shift();
    if (part === undefined) controller.close();
    else controller.enqueue(part);
  };
  return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }));
}

const ways: Readonly<Record<string, (answered: Response) => readonly ReadableStream<Uint8Array>[]>> = {
  'a response and its clone': (answered) => [
    answered.clone().body as ReadableStream,
    answered.body as ReadableStream,
  ],
  'a clone alone': (answered) => [answered.clone().body as ReadableStream],
  'both halves of a body': (answered) => (answered.body as ReadableStream).tee(),
};

for (const [name, openedOf] of Object.entries(ways)) {
  test(`${name}, read while the collector works`, async () => {
    using telemetry = createTelemetry({ logLevel: 'silent' });
    const opened = async () => openedOf(await trackStream(telemetry, { modelId: 'm' }, answer));
    const readers = (await opened()).map((stream) => stream.getReader());
    const texts = readers.map(() => '');
    for (let turn = 0; turn <= parts.length; turn++) {
      for (const [i, reader] of readers.entries()) {
        const { value } = await reader.read();
        texts[i] += new TextDecoder().decode(value);
      }
      await collect();
    }
    for (const text of texts) assert.is(text, parts.join(''));
    const ending = { model_id: 'm', ending: 'completed' };
    assert.is(sampleOf(telemetry, 'ipfs_aiml_streams_total', ending), 1);
  });
}
