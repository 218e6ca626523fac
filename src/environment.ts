/** The environment variables of ipfs_kit_py's telemetry, as options of ours. */
import { wrongValue } from './errors.ts';
import { environmentVariables, expandedPath } from './runtime/index.ts';
import { requireObject } from './validate.ts';

/** What the variables say, or are by default. */
export interface TelemetryEnvironment {
  /** Options of createTelemetry(). */
  readonly telemetry: {
    /** IPFS_KIT_TELEMETRY_INTERVAL, 0.01 to 86,400; 60 if it is not set. */
    readonly aggregationIntervalSeconds: number;
    /** IPFS_KIT_TELEMETRY_DETAILED: whether phases of operations are recorded; true if it is not set. */
    readonly detailedTiming: boolean;
    /** IPFS_KIT_TELEMETRY_HOOKS: whether what storageHooks() gives records; true if it is not set. */
    readonly operationHooks: boolean;
  };
  /** Options of openStore(), and of `connect(telemetry, { store })`. */
  readonly store: {
    /** IPFS_KIT_TELEMETRY_PATH, a directory, `~` the home of the user; `~/.ipfs_kit/telemetry` if it is not set. */
    readonly path: string;
    /** IPFS_KIT_TELEMETRY_RETENTION, a whole number of days, 1 or more; 30 if it is not set. */
    readonly retentionDays: number;
  };
}

const PREFIX = 'IPFS_KIT_TELEMETRY_';

const SWITCHES: Readonly<Record<string, boolean>> = {
  true: true,
  1: true,
  yes: true,
  on: true,
  false: false,
  0: false,
  no: false,
  off: false,
};

/**
 * The options that the environment variables IPFS_KIT_TELEMETRY_PATH, _RETENTION, _INTERVAL, _DETAILED and _HOOKS ask for.
 * One that is not set, or empty, has its default; one that makes no sense is an error, here and at once.
 *
 * @param variables those of the process if left out.
 * @throws TELEMETRY_ENVIRONMENT, TELEMETRY_ARGUMENT_KIND
 * @example
 * import { connect } from 'inferometer/connect';
 *
 * const { telemetry: options, store } = telemetryEnvironment();
 * const telemetry = createTelemetry(options);
 * const connection = await connect(telemetry, { store });
 */
export function telemetryEnvironment(
  variables: Readonly<Record<string, string | undefined>> = environmentVariables(),
): TelemetryEnvironment {
  requireObject('variables', variables);
  const read = <Value>(name: string, expected: string, otherwise: Value, parse: Parse<Value>): Value => {
    const text = variables[PREFIX + name]?.trim() ?? '';
    const value = text === '' ? otherwise : parse(text);
    if (value !== undefined) return value;
    const remedy = 'Correct the environment variable, or unset it for the default.';
    throw wrongValue('TELEMETRY_ENVIRONMENT', PREFIX + name, expected, text, remedy);
  };
  const onOrOff = (name: string) => read(name, 'true or false', true, (text) => SWITCHES[text.toLowerCase()]);
  return {
    telemetry: {
      aggregationIntervalSeconds: read('INTERVAL', 'seconds, a number from 0.01 to 86400', 60, (text) =>
        within(Number(text), 0.01, 86_400),
      ),
      detailedTiming: onOrOff('DETAILED'),
      operationHooks: onOrOff('HOOKS'),
    },
    store: {
      path: inHome(read('PATH', 'a directory', '~/.ipfs_kit/telemetry', (text) => text)),
      retentionDays: read('RETENTION', 'days, a whole number, 1 or more', 30, (text) => {
        const days = within(Number(text), 1, Number.MAX_SAFE_INTEGER);
        return Number.isSafeInteger(days) ? days : undefined;
      }),
    },
  };
}

/** Undefined for a text that makes no sense. */
type Parse<Value> = (text: string) => Value | undefined;

function within(value: number, least: number, most: number): number | undefined {
  return value >= least && value <= most ? value : undefined;
}

/** @throws TELEMETRY_ENVIRONMENT where there is no home */
function inHome(path: string): string {
  const expanded = expandedPath(path);
  if (expanded !== undefined) return expanded;
  const remedy = 'Set the environment variable to the directory that is meant.';
  throw wrongValue('TELEMETRY_ENVIRONMENT', `${PREFIX}PATH`, 'a directory without ~ here', path, remedy);
}
