/** How workers are asked, with defaults, checked once. */
import { wrongValue } from '../../errors.ts';
import { type MergeOptions, requireMergeOptions } from '../../telemetry/index.ts';
import { requireFields } from '../../validate.ts';

export interface CollectOptions extends MergeOptions {
  /** Workers that have not sent all by then count with what they told last, and as missing; 5 if left out. Above 0, an hour at most. */
  readonly timeoutSeconds?: number;
  /**
   * What a worker that left has counted is left out after so long, but for series that somebody else tells of, too; above 0.
   * Never if left out: a sum over time that needs all that was counted is then too low.
   */
  readonly expireAfterSeconds?: number;
  /** How long workers on a BroadcastChannel have for saying that they are there; 0.2 if left out. */
  readonly gatherSeconds?: number;
  /**
   * Asks so often by itself, too, until the telemetry is disposed of: of a worker that is killed, no more is lost than
   * what it recorded in that time. Above 0, an hour at most. If left out: of `collectSnapshots` only when somebody reads; of
   * `attachWorker` 10, or the length of an interval of the telemetry where that is less.
   */
  readonly everySeconds?: number;
}

const OPTIONS = [
  'gauges',
  'timeoutSeconds',
  'gatherSeconds',
  'everySeconds',
  'expireAfterSeconds',
] as const satisfies readonly (keyof CollectOptions)[];

export interface CollectSettings extends MergeOptions {
  readonly timeoutMs: number;
  readonly gatherMs: number;
  readonly expireAfterMs: number;
  /** Undefined where only readers ask. */
  readonly everyMs: number | undefined;
}

const DEFAULTS: CollectSettings = {
  timeoutMs: 5000,
  gatherMs: 200,
  expireAfterMs: Infinity,
  everyMs: undefined,
};

/**
 * The settings with these options; what is left out stays as it is.
 *
 * @throws TELEMETRY_COLLECT_OPTION, TELEMETRY_GAUGE_RULE, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND
 */
export function collectSettings(options: CollectOptions, known: CollectSettings = DEFAULTS): CollectSettings {
  requireFields('TELEMETRY_ARGUMENT_KIND', 'TELEMETRY_UNKNOWN_OPTION', options, OPTIONS);
  requireMergeOptions(options);
  const { gauges = known.gauges, timeoutSeconds, gatherSeconds, expireAfterSeconds, everySeconds } = options;
  return {
    ...(gauges && { gauges }),
    timeoutMs: milliseconds('timeoutSeconds', timeoutSeconds) ?? known.timeoutMs,
    gatherMs: milliseconds('gatherSeconds', gatherSeconds) ?? known.gatherMs,
    expireAfterMs: milliseconds('expireAfterSeconds', expireAfterSeconds, Infinity) ?? known.expireAfterMs,
    everyMs: milliseconds('everySeconds', everySeconds) ?? known.everyMs,
  };
}

function milliseconds(label: string, seconds: number | undefined, most = 3600): number | undefined {
  if (seconds === undefined) return undefined;
  if (typeof seconds === 'number' && seconds > 0 && seconds <= most) return seconds * 1000;
  const remedy = 'Correct it, or leave it out for the default.';
  const expected = `seconds above 0${most < Infinity ? `, at most ${most}` : ''}`;
  throw wrongValue('TELEMETRY_COLLECT_OPTION', label, expected, seconds, remedy);
}
