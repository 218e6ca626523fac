/**
 * The process of one contender in Node, Deno or Bun. It holds one library and nothing else, and has the
 * conversation of conversation.mjs over stdin and stdout:
 *
 *     worker <case> <contender> <warm-up ms> <sample ms>
 */
import process from 'node:process';
import { createInterface } from 'node:readline';
import { converse } from './conversation.mjs';

const say = (line) => process.stdout.write(`${line}\n`);

const { opening, reply } = await converse(process.argv.slice(2));
say(opening);
if (reply) {
  for await (const line of createInterface({ input: process.stdin })) {
    say(await reply(line));
    if (line !== 'sample') break;
  }
}
process.exit(0);
