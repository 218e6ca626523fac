/**
 * Measures one case in one runtime. Every contender has a process of its own, so that nobody's objects, code or
 * garbage are in anybody's way; the samples are interleaved in a new random order each round, so that whatever
 * the machine does meets all alike; and the rounds are spread over several launches, so that one lucky layout of
 * memory or one unlucky compilation is not the result.
 */
import { requireAgreement, requireNothingLost } from './agreement.mjs';
import { bundleBytes } from './bundle.mjs';
import { Conversation } from './conversation.mjs';
import { nativeProgram } from './native.mjs';
import { bench } from './paths.mjs';

const WARM_UP_MS = 300;
const SAMPLE_MS = 25;

/** Steady contenders answer in nanoseconds. */
const PER_NANOSECOND = { ns: 1, us: 1e-3, ms: 1e-6 };

/**
 * @param {import('./runtimes.mjs').Runtime} runtime
 * @returns {Promise<{ name: string, samples: number[], skipped?: string }[]>} one row per contender, in the
 *   order of the case; `skipped` says why there are no samples.
 */
export async function measure(benchCase, runtime, { rounds, launches }, onProgress) {
  const rows = benchCase.contenders.map((contender) => ({ name: contender.name, contender, samples: [] }));
  const total = Math.min(rounds, benchCase.rounds ?? rounds);
  for (let launch = 0; launch < launches; launch += 1) {
    const roundsHere = Math.ceil((total * (launch + 1)) / launches) - Math.ceil((total * launch) / launches);
    if (roundsHere === 0) continue;
    const opened = [];
    for (const row of rows.filter(({ skipped }) => !skipped)) {
      onProgress(`launch ${launch + 1}/${launches}: ${row.name}`);
      const sampler = await skipping(row, () => openSampler(benchCase, row.contender, runtime));
      if (sampler) opened.push({ row, sampler });
    }
    for (let round = 0; round < roundsHere; round += 1) {
      onProgress(`launch ${launch + 1}/${launches}: round ${round + 1}/${roundsHere}`);
      for (const { row, sampler } of shuffled(opened)) {
        if (!row.skipped) await skipping(row, async () => row.samples.push(await sampler.sample()));
      }
    }
    for (const { row, sampler } of opened) {
      if (!row.skipped) await skipping(row, () => sampler.finish());
      await sampler.close();
    }
  }
  return rows.map(({ name, samples, skipped }) =>
    skipped ? { name, samples: [], skipped } : { name, samples },
  );
}

/** Runs a step of a contender; one that fails is out, and its row says why. */
async function skipping(row, step) {
  try {
    return await step();
  } catch (error) {
    row.skipped = error.message;
    return undefined;
  }
}

function openSampler(benchCase, contender, runtime) {
  if (contender.bundle) return { ...NOTHING_TO_END, sample: () => bundleBytes(contender.bundle) };
  const times = [String(WARM_UP_MS), String(SAMPLE_MS)];
  if (contender.native) {
    const [command, ...args] = nativeProgram(contender.native);
    return steadySampler(benchCase, contender, () => new Conversation(command, [...args, ...times], bench));
  }
  const start = () =>
    runtime.converse([benchCase.name, contender.name, ...times], { ...benchCase, ...contender });
  return contender.once ? onceSampler(start) : steadySampler(benchCase, contender, start);
}

/** Where no process outlives its sample. */
const NOTHING_TO_END = { finish: async () => {}, close: async () => {} };

/** A process, or a page, that stays, is checked, and is asked for one sample per round. */
async function steadySampler(benchCase, contender, start) {
  const conversation = start();
  try {
    const { facts, unavailable } = JSON.parse(await conversation.answer());
    if (unavailable) throw new Error(unavailable);
    requireAgreement(facts, contender.relativeError);
  } catch (error) {
    await conversation.end();
    throw error;
  }
  return {
    sample: async () => sampleOf(await conversation.ask('sample')) * PER_NANOSECOND[benchCase.unit],
    finish: async () => {
      requireNothingLost(JSON.parse(await conversation.ask('finish')));
    },
    close: () => conversation.end(),
  };
}

/** A fresh process, or page, for every sample. */
function onceSampler(start) {
  return {
    ...NOTHING_TO_END,
    sample: async () => {
      const conversation = start();
      try {
        const { unavailable } = JSON.parse(await conversation.answer());
        if (unavailable) throw new Error(unavailable);
        return sampleOf(await conversation.ask('sample'));
      } finally {
        await conversation.end();
      }
    },
  };
}

/** The number in an answer. @throws {Error} with the worker's words when it could not give one. */
function sampleOf(answer) {
  const sample = Number(answer);
  if (Number.isNaN(sample)) throw new Error(JSON.parse(answer).unavailable);
  return sample;
}

/** A copy in random order (Fisher and Yates). */
function shuffled(items) {
  const order = [...items];
  for (let i = order.length - 1; i > 0; i -= 1) {
    const j = Math.floor(Math.random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
