// The command line of the demo. Plain JavaScript, so that a wrong flag is answered before anything is built.
import { parseArgs } from 'node:util';

const NUMBERS = {
  models: { default: 3, min: 1, max: 100 },
  inferences: { default: 100, min: 1, max: 1_000_000 },
  epochs: { default: 10, min: 1, max: 1_000 },
  port: { default: 8000, min: 0, max: 65_535 },
};
const SWITCHES = ['server', 'no-store', 'help'];

export const HELP = `Trains small networks on noisy letters, asks them for answers, and reports what the telemetry saw.

Usage: npm start -- [flags]

  --models N       networks to train (${NUMBERS.models.default})
  --epochs N       passes over the training pictures (${NUMBERS.epochs.default})
  --inferences N   inferences per network and batch size (${NUMBERS.inferences.default})
  --server         serve the dashboard, the REST API, reports and /metrics, and
                   go on with a made-up load, until Ctrl-C
  --store DIR      where the history of all runs is kept (.cache/inferometer-demo, or
                   the directory of IPFS_KIT_TELEMETRY_PATH)
  --no-store       keep nothing beyond this run
  --port N         port of the server on 127.0.0.1; 0 takes any free one (${NUMBERS.port.default})
  --help           this page

The environment variables IPFS_KIT_TELEMETRY_PATH, _RETENTION, _INTERVAL, _DETAILED and
_HOOKS are heeded: see docs/coming-from-ipfs-kit.md.
The report goes to standard output and the progress to standard error: npm start > report.md
`;

/**
 * @typedef {{ models: number, inferences: number, epochs: number, port: number, store?: string, server: boolean, 'no-store': boolean, help: boolean }} Flags
 * @param {string[]} args
 * @returns {{ flags: Flags } | { problem: string }} the flags, or one line that says what is wrong with them
 */
export function readFlags(args) {
  const { tokens } = parseArgs({
    args,
    strict: false,
    tokens: true,
    options: {
      ...Object.fromEntries(Object.keys(NUMBERS).map((name) => [name, { type: 'string' }])),
      store: { type: 'string' },
      ...Object.fromEntries(SWITCHES.map((name) => [name, { type: 'boolean' }])),
    },
  });
  const flags = {
    models: 0,
    inferences: 0,
    epochs: 0,
    port: 0,
    server: false,
    'no-store': false,
    help: false,
  };
  for (const [name, { default: value }] of Object.entries(NUMBERS)) flags[name] = value;
  let port;
  for (const token of tokens) {
    if (token.kind !== 'option') {
      return {
        problem: `unexpected "${token.kind === 'positional' ? token.value : '--'}"; flags start with --`,
      };
    }
    const { name, rawName, value } = token;
    if (SWITCHES.includes(name)) {
      if (value !== undefined) return { problem: `${rawName} takes no value, got "${value}"` };
      flags[name] = true;
    } else if (name === 'store') {
      if (!value) return { problem: `${rawName} needs a directory` };
      flags.store = value;
    } else if (Object.hasOwn(NUMBERS, name)) {
      const { min, max } = NUMBERS[name];
      if (value === undefined) return { problem: `${rawName} needs a whole number from ${min} to ${max}` };
      const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
      if (!(number >= min && number <= max)) {
        return { problem: `${rawName} must be a whole number from ${min} to ${max}, got "${value}"` };
      }
      flags[name] = number;
      if (name === 'port') port = number;
    } else {
      return { problem: `unknown flag ${rawName}; --help lists them all` };
    }
  }
  if (port !== undefined && !flags.server && !flags.help) return { problem: '--port needs --server' };
  if (flags.store !== undefined && flags['no-store'])
    return { problem: '--store and --no-store exclude one another' };
  return { flags };
}
