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
