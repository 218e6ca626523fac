/**
 * What a contender says, whoever carries the words (main.mjs for a process, page.mjs for a page): one line asked,
 * one line answered.
 *
 *     > {"facts":{"count":65536,...}}   or {"unavailable":"why it cannot take part here"}
 *     < sample
 *     > 2.31                            in the unit of the case
 *     < finish
 *     > {"count":1234,"expected":1234}
 *
 * The native programs (native/protocol.h) have the same conversation.
 */
import { cases } from '../cases/index.mjs';
import { SteadyContest } from './contest.mjs';

/**
 * @param {readonly string[]} words case, contender, warm-up in ms, length of a sample in ms.
 * @returns {Promise<{ opening: string, reply?: (line: string) => Promise<string> }>} the first answer, and who
 *   gives the others: nobody if the contender cannot take part.
 */
export async function converse([caseName, contenderName, warmUpMs, sampleMs]) {
  const contender = cases
    .find(({ name }) => name === caseName)
    .contenders.find(({ name }) => name === contenderName);
  try {
    const { facts, sample, finish } = await (contender.once
      ? once(contender)
      : steady(contender, Number(warmUpMs), Number(sampleMs)));
    const answers = {
      sample: async () => String(await sample()),
      finish: async () => JSON.stringify(await finish()),
    };
    return {
      opening: JSON.stringify({ facts }),
      reply: (line) => answers[line]().catch(unavailable),
    };
  } catch (error) {
    return { opening: unavailable(error) };
  }
}

async function steady(contender, warmUpMs, sampleMs) {
  const contest = new SteadyContest(await contender.open(), { sampleMs });
  const facts = await contest.facts();
  await contest.warmUp(warmUpMs);
  return { facts, sample: () => contest.sample(), finish: () => contest.finish() };
}

/** One sample per process or page: what is measured happens once in its life. */
async function once(contender) {
  return { facts: {}, sample: () => contender.once(), finish: () => ({}) };
}

function unavailable(error) {
  const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
  return JSON.stringify({ unavailable: reason });
}
