/** Where numbers come from, of which time and of which work: what several commands ask in the same words. */
import type { StoreQuery } from '../../store/index.ts';
import { METRIC_CATEGORIES } from '../../telemetry/index.ts';
import type { OptionValues } from '../frame/command.ts';
import { UsageError } from '../frame/errors.ts';
import { duration, moment, oneOf, pair, path, text, url } from '../frame/values.ts';

export const STORE_OPTION = {
  store: { about: 'directory of a store', kind: path('DIR') },
} as const;

export const SERVER_OPTIONS = {
  url: { about: 'a running server', kind: url() },
  token: { about: 'its token', kind: text('TOKEN') },
} as const;

export const SOURCE_OPTIONS = { ...STORE_OPTION, ...SERVER_OPTIONS } as const;

export const RANGE_OPTIONS = {
  since: { about: 'from then on', kind: moment() },
  until: { about: 'up to then', kind: moment(), default: 'now' },
} as const;

export const FILTER_OPTIONS = {
  metric: { about: 'of these metrics alone', kind: text('NAME'), isMany: true },
  model: { about: 'of this model', kind: text('ID') },
  operation: { about: 'of this type of operation', kind: text('TYPE') },
  status: { about: 'that ended so: ok, error, aborted', kind: text('STATUS') },
  category: {
    about: `one of ${METRIC_CATEGORIES.join(', ')}`,
    kind: { ...oneOf(METRIC_CATEGORIES), placeholder: 'NAME' },
  },
  backend: { about: 'of this backend of storage', kind: text('NAME') },
  label: { about: 'with this value of a label', kind: pair(), isMany: true },
  run: { about: 'while this run of training went on', kind: text('ID') },
  member: { about: 'what this member of the store wrote', kind: text('NAME'), isMany: true },
} as const;

export const STEP_OPTION = {
  step: { about: 'one row for every so long', kind: duration() },
} as const;

export interface UnixRange {
  readonly startTime?: number;
  readonly endTime?: number;
}

/** In milliseconds since 1970, as they are now. @throws UsageError */
export function rangeOf({ since, until }: OptionValues<typeof RANGE_OPTIONS>, nowUnixMs: number): UnixRange {
  const startTime = since?.unixMs(nowUnixMs);
  const endTime = until?.unixMs(nowUnixMs);
  if (startTime !== undefined && endTime !== undefined && startTime > endTime) {
    throw new UsageError('--since is after --until.');
  }
  return { ...(startTime !== undefined && { startTime }), ...(endTime !== undefined && { endTime }) };
}

type Filter = Pick<
  StoreQuery,
  'metric' | 'modelId' | 'operationType' | 'status' | 'category' | 'backendType' | 'labels' | 'run' | 'member'
>;

export function filterOf(options: OptionValues<typeof FILTER_OPTIONS>): Filter {
  const { metric, model, operation, status, category, backend, label, run, member } = options;
  return {
    ...(metric.length > 0 && { metric }),
    ...(model !== undefined && { modelId: model }),
    ...(operation !== undefined && { operationType: operation }),
    ...(status !== undefined && { status }),
    ...(category !== undefined && { category }),
    ...(backend !== undefined && { backendType: backend }),
    ...(label.length > 0 && { labels: Object.fromEntries(label) }),
    ...(run !== undefined && { run }),
    ...(member.length > 0 && { member }),
  };
}
