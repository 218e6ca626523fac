/**
 * The process of one contender in Node, Deno or Bun. It holds one library and nothing else, and answers over
 * stdin and stdout, one line each:
 *
 *     worker <case> <contender> <warm-up ms> <sample ms>
 *
 *     > {"facts":{"count":65536,...}}   or {"unavailable":"why it cannot take part here"}
 *     < sample
 *     > 2.31                            in the unit of the case
 *     < finish
 *     > {"count":1234,"expected":1234}
 *
 * The native programs (native/protocol.h) have the same conversation.
 */
import process from 'node:process';
import { createInterface } from 'node:readline';
import { cases } from '../cases/index.mjs';
import { SteadyContest } from './contest.mjs';

const [caseName, contenderName, warmUpMs, sampleMs] = process.argv.slice(2);
const contender = cases
  .find(({ name }) => name === caseName)
  .contenders.find(({ name }) => name === contenderName);

function say(line) {
  process.stdout.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
}

async function steady() {
  const contest = new SteadyContest(await contender.open(), { sampleMs: Number(sampleMs) });
  const facts = await contest.facts();
  await contest.warmUp(Number(warmUpMs));
  return { facts, sample: () => contest.sample(), finish: () => contest.finish() };
}

/** One sample per process: what is measured happens once in its life. */
async function once() {
  return { facts: {}, sample: () => contender.once(), finish: () => ({}) };
}

async function converse() {
  const { facts, sample, finish } = await (contender.once ? once() : steady());
  say({ facts });
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === 'sample') say(String(await sample()));
    else {
      say(await finish());
      break;
    }
  }
}

try {
  await converse();
} catch (error) {
  say({ unavailable: error instanceof Error ? error.message.split('\n')[0] : String(error) });
}
process.exit(0);
