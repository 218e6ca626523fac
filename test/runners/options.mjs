// The command line of `npm test`: [filter] [--everywhere] [--runtime a,b] [--kernel a,b] [--times] [--record].
import { parseArgs } from 'node:util';
import { kernelNames, runtimeNames, selection } from './variants.mjs';

export const help = `npm test -- [filter] [--everywhere] [--runtime a,b] [--kernel a,b] [--times] [--record]

  filter        part of a test file's path, e.g. histogram/codec
  --everywhere  all of it in every runtime; without it Firefox, WebKit, workerd and other versions of Node run
                a sample, Deno, Bun and Chromium what asks their platform, and what is not on this machine is skipped
  --runtime     only these runtimes, and all of it there: ${runtimeNames.join(', ')}
  --kernel      only these builds of the kernel: ${kernelNames.join(', ')}; simd is the default build
  --times       also print the files of each variant that took the most of the processor
  --record      keep what passed in test/runners/results.json, from which docs/runtimes.md is made; with
                --everywhere or --runtime

What runs where:

${selection.replace(/^/gm, '  ')}
`;

/**
 * Runs a command line: says help where it is asked for, and what is wrong where it cannot be understood.
 *
 * @param {(args: string[]) => { help: boolean }} parse throws an Error that says what is wrong
 * @param {(options: object) => Promise<number>} run
 * @returns {Promise<number>} the exit code
 */
export async function runCommand(args, parse, text, run) {
  let options;
  try {
    options = parse(args);
  } catch (error) {
    console.error(error.message);
    return 2;
  }
  if (!options.help) return run(options);
  console.log(text);
  return 0;
}

/**
 * @typedef {object} Options
 * @property {string} [filter]
 * @property {string[]} [runtimes]
 * @property {string[]} [kernels]
 * @property {boolean} isEverywhere
 * @property {boolean} isRecorded
 * @property {boolean} hasTimes
 * @property {boolean} help
 */

/** @returns {Options} @throws {Error} that says what is wrong */
export function parseOptions(args) {
  const flag = { type: 'boolean', default: false };
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      everywhere: flag,
      runtime: { type: 'string' },
      kernel: { type: 'string' },
      times: flag,
      record: flag,
      help: { ...flag, short: 'h' },
    },
  });
  if (positionals.length > 1) throw new Error(`one filter, please, got ${positionals.join(' ')}`);
  const isWhole = values.everywhere || values.runtime !== undefined;
  if (values.record && (!isWhole || positionals.length > 0 || values.kernel !== undefined)) {
    throw new Error(
      '--record expected --everywhere or --runtime, and neither a filter nor --kernel: all of it is kept',
    );
  }
  return {
    filter: positionals[0]?.replace(/^\.\//, ''),
    runtimes: listed('--runtime', values.runtime, runtimeNames),
    kernels: listed('--kernel', values.kernel, kernelNames),
    isEverywhere: values.everywhere,
    isRecorded: values.record,
    hasTimes: values.times,
    help: values.help,
  };
}

function listed(flag, text, known) {
  if (text === undefined) return undefined;
  const names = text.split(',');
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`${flag} expected some of ${known.join(', ')}, got ${unknown}`);
  return names;
}
