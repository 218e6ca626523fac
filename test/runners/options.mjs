// The command line of `npm test`: [filter] [--runtime a,b] [--kernel a,b] [--times].
import { parseArgs } from 'node:util';
import { kernelNames, runtimeNames, selection } from './variants.mjs';

export const help = `npm test -- [filter] [--runtime ${runtimeNames}] [--kernel ${kernelNames}] [--times]

  filter      part of a test file's path, e.g. histogram/codec
  --runtime   only these runtimes, separated by commas
  --kernel    only these builds of the kernel; simd is the default build
  --times     also print the files of each variant that took the most of the processor

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

/** @returns {{ filter?: string, runtimes?: string[], kernels?: string[], hasTimes: boolean, help: boolean }} @throws {Error} that says what is wrong */
export function parseOptions(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      runtime: { type: 'string' },
      kernel: { type: 'string' },
      times: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (positionals.length > 1) throw new Error(`one filter, please, got ${positionals.join(' ')}`);
  return {
    filter: positionals[0]?.replace(/^\.\//, ''),
    runtimes: listed('--runtime', values.runtime, runtimeNames),
    kernels: listed('--kernel', values.kernel, kernelNames),
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
