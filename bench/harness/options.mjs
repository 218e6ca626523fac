/** The command line of the bench. */
import { parseArgs } from 'node:util';

export const HELP = `npm run bench -- [case ...] [options]

Measures inferometer against other libraries; prints medians with their confidence
intervals, percentiles and ratios.

  case                 only these, e.g. record or record/64 (--list shows them all)
  --runtime <names>    node, node22, node24, node26, deno, bun, chromium; several with
                       commas (node, the one that runs this)
  --full               all cases, also those that are left out unless named
  --rounds <n>         samples per contender, 15 or more to publish   (15)
  --launches <n>       fresh processes that the rounds are spread over (3)
  --json <file>        writes every sample, with the machine and the versions
  --readme             replaces the results in bench/README.md
  --check              fails when a ratio is under its floor in bench/floors.json
  --no-build           measures dist/ as it is, however old
  --list               lists the cases
  --help               this text
`;

const RUNTIMES = ['node', 'node22', 'node24', 'node26', 'deno', 'bun', 'chromium'];

/** @throws {Error} one line that says what is wrong. */
export function readOptions(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      runtime: { type: 'string', default: 'node' },
      rounds: { type: 'string', default: '15' },
      launches: { type: 'string', default: '3' },
      json: { type: 'string' },
      readme: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      'no-build': { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const rounds = count('--rounds', values.rounds);
  return {
    ...values,
    filters: positionals,
    runtimes: runtimeNames(values.runtime),
    rounds,
    launches: Math.min(rounds, count('--launches', values.launches)),
  };
}

function count(label, text) {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= 10_000) return number;
  throw new Error(`${label} expected a whole number from 1 to 10000, got "${text}"`);
}

function runtimeNames(text) {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !RUNTIMES.includes(name));
  if (unknown === undefined) return names;
  throw new Error(`--runtime expected ${RUNTIMES.join(', ')}, got "${unknown}"`);
}

/**
 * The cases that the filters name; without filters the usual ones, or all of them where `full`.
 *
 * @throws {Error} for a filter that names none.
 */
export function selectCases(cases, { filters, full }) {
  if (filters.length === 0) return cases.filter((benchCase) => full || !benchCase.onDemand);
  for (const filter of filters) {
    if (!cases.some(({ name }) => matches(name, filter))) {
      const names = cases.map(({ name }) => name).join(', ');
      throw new Error(`no case is called "${filter}"; there are ${names}`);
    }
  }
  return cases.filter(({ name }) => filters.some((filter) => matches(name, filter)));
}

/** `record` is all of record/1, record/64 and record/1000. */
function matches(name, filter) {
  return name === filter || name.startsWith(`${filter}/`);
}
