import type { Configuration, ConfigurationChange } from '../../client/index.ts';
import { command } from '../frame/command.ts';
import { EXIT, suggestion, UsageError } from '../frame/errors.ts';
import { SERVER_OPTIONS } from '../sources/options.ts';
import { serverOf } from '../sources/source.ts';
import { table } from '../terminal/table.ts';

/** What there is to be set, with what a value looks like. */
const KEYS = {
  enabled: 'true or false: whether anything is recorded',
  metrics_path: 'a directory; with the next start',
  retention_days: 'a whole number, 1 or more',
  sampling_interval: 'seconds, from 0.01 to 86400',
  enable_detailed_timing: 'true or false: phases of operations',
  operation_hooks: 'true or false; with the next start',
} as const satisfies Record<keyof Configuration, string>;

type Key = keyof typeof KEYS;

const NAMES = Object.keys(KEYS) as Key[];

export const config = command({
  name: 'config',
  about:
    'Shows the configuration of a running server, or changes it: what is set holds at once, and is kept if the server keeps it.',
  args: [
    { name: 'ACTION', about: 'get or set', words: ['get', 'set'] },
    {
      name: 'KEY[=VALUE]',
      about: `of get a key, or none for all; of set key=value: ${NAMES.join(', ')}`,
      isOptional: true,
      isMany: true,
    },
  ],
  options: { ...SERVER_OPTIONS, json: { about: 'for programs' } },
  examples: [
    ['inferometer config get --url http://127.0.0.1:8000', 'all of it'],
    ['inferometer config set sampling_interval=10 retention_days=7', 'of the server of INFEROMETER_URL'],
  ],
  async run({ args: [action, ...pairs], options, ...context }) {
    const { out, err, signal } = context;
    const change = action === 'set' ? changeOf(pairs) : undefined;
    const keys = action === 'get' ? pairs.map(keyOf) : NAMES;
    const server = serverOf(options, context);
    if (server === undefined) throw new UsageError('of which server? Give --url URL.');
    const { asking, clientOf } = await import('../sources/server-source.ts');
    const client = clientOf(server);
    const answer = await asking(server, async () => {
      if (change === undefined)
        return { warning: undefined, ...(await client.getTelemetryConfig({}, { signal })) };
      return { warning: undefined, ...(await client.updateTelemetryConfig(change, { signal })) };
    });
    const shown = (keys.length > 0 ? keys : NAMES).map((key) => [key, answer.config[key]] as const);
    if (options.json) await out.write(`${JSON.stringify(Object.fromEntries(shown), null, 2)}\n`);
    else if (action === 'get' && keys.length === 1) await out.write(`${shown[0]?.[1] ?? ''}\n`);
    else {
      const rows = shown.map(([key, value]) => [
        key,
        String(value ?? '–'),
        { text: KEYS[key], paint: out.style.faint },
      ]);
      const columns = [
        { heading: 'key', isKept: true as const },
        { heading: 'value', isKept: true as const },
        { heading: '' },
      ];
      await out.write(`${table(columns, rows, { width: out.columns, style: out.style }).join('\n')}\n`);
    }
    const { warning } = answer;
    if (warning !== undefined) await err.write(`${err.style.warning('note:')} ${warning}\n`);
    return EXIT.ok;
  },
});

/** @throws UsageError */
function keyOf(key: string): Key {
  const known = NAMES.find((name) => name === key);
  if (known !== undefined) return known;
  throw new UsageError(`there is no setting ${key}.${suggestion(key, NAMES)}`);
}

/** @throws UsageError */
function changeOf(pairs: readonly string[]): ConfigurationChange {
  if (pairs.length === 0) throw new UsageError('set needs key=value.');
  const change: Record<string, unknown> = {};
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 0) throw new UsageError(`set needs key=value, got "${pair}".`);
    const [key, text] = [keyOf(pair.slice(0, at)), pair.slice(at + 1)];
    const isText = key === 'metrics_path';
    const value = isText ? text : text === 'true' ? true : text === 'false' ? false : Number(text);
    const isSwitch = KEYS[key].startsWith('true or false');
    if (isSwitch !== (typeof value === 'boolean') || Number.isNaN(value) || text === '') {
      throw new UsageError(`${key} must be ${KEYS[key]}; got "${text}".`);
    }
    change[key] = value;
  }
  return change as ConfigurationChange;
}
