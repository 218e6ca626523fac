// What a program does with onnxruntime, and what is to be recorded of each: in every runtime that has it.
import { instrumentOnnx } from '../../../dist/integrations/onnxruntime.js';
import { denseModel } from './onnx-model.mjs';

const MODEL = denseModel();
/** Loaded once, and so many runs that ended well: the first ones apart, with their items. */
const runs = (first, warm, items) => ({
  outcomes: { ok: first + warm + 1 },
  first,
  warm,
  items,
  loads: 1,
});

/**
 * @param ort the module
 * @param providers names of execution providers, or undefined
 */
export function onnxWays(ort, providers) {
  const options = providers && { executionProviders: providers };
  const feeds = (items = 1) => ({
    input: new ort.Tensor(
      'float32',
      Float32Array.from({ length: 4 * items }, (_, i) => i),
      [items, 4],
    ),
  });
  const valuesOf = ({ output }) => [Array.from(output.data), [...output.dims], output.type];
  const opened = (Session) => Session.create(MODEL, options);
  return {
    'one run': [
      async (Session) => {
        const session = await opened(Session);
        const result = await session.run(feeds(2));
        const isTensor = result.output instanceof ort.Tensor;
        return [valuesOf(result), isTensor, session instanceof ort.InferenceSession, [...session.inputNames]];
      },
      runs(1, 0, 2),
    ],
    'one after another': [
      async (Session) => {
        const session = await opened(Session);
        const values = [];
        for (let items = 1; items <= 5; items++) values.push(valuesOf(await session.run(feeds(items))));
        return values;
      },
      runs(1, 4, 15),
    ],
    'side by side': [
      async (Session) => {
        const sessions = await Promise.all([opened(Session), opened(Session)]);
        const results = await Promise.allSettled(sessions.map((session) => session.run(feeds(3))));
        return results.map(({ status, value }) => [status, value && valuesOf(value)]);
      },
      // In pages the runtime refuses to run two at once.
      (results) => {
        const ok = results.filter(([status]) => status === 'fulfilled').length;
        const error = results.length - ok;
        return { ...runs(ok, 0, 3 * ok), outcomes: { ok: 2 + ok, ...(error > 0 && { error }) }, loads: 2 };
      },
    ],
    'wanted outputs alone': [
      async (Session) => valuesOf(await (await opened(Session)).run(feeds(), ['output'])),
      runs(1, 0, 1),
    ],
    'a run that fails': [
      async (Session) => {
        const session = await opened(Session);
        const wrong = await session
          .run({ other: feeds().input })
          .catch((error) => [error.name, error.message]);
        return [wrong, valuesOf(await session.run(feeds()))];
      },
      { ...runs(1, 0, 1), outcomes: { ok: 2, error: 1 } },
    ],
    'a model that is none': [
      async (Session) => {
        const error = await Session.create(Uint8Array.of(1, 2, 3), options).catch((thrown) => thrown);
        return error instanceof Error;
      },
      { outcomes: { error: 1 }, first: 0, warm: 0, items: 0, loads: 1 },
    ],
    'whose caller waits no longer': [
      async (Session) => {
        const session = await opened(Session);
        const run = session.run(feeds());
        const late = await Promise.race([Promise.resolve('late'), run]);
        return [late, valuesOf(await run)];
      },
      runs(1, 0, 1),
    ],
    'a session that is released': [
      async (Session) => {
        const session = await opened(Session);
        await session.run(feeds());
        return session.release();
      },
      runs(1, 0, 1),
    ],
  };
}

/** A stand-in for the runtime's class, of a telemetry. */
export function watchedSession(telemetry, ort) {
  return instrumentOnnx(telemetry, ort, { modelId: 'dense', dtype: 'fp32' });
}
