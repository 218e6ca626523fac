/** What can be asked, and which parameters of the place each question takes: the server refuses those that it does not know. */
import { computed } from '@preact/signals';
import type {
  Catalogue,
  Category,
  ChartAnswer,
  ChartId,
  Findings,
  Objectives,
  Tables,
  TrainingRuns,
} from '../../../client/index.ts';
import { shownRange } from '../state/clock.ts';
import { LABEL_PREFIX, place } from '../state/place.ts';
import { server } from './server.ts';

/** Parameters beside time that make sense of a question. `labels` are all of them. */
export type Taken = 'model_id' | 'operation_type' | 'backend' | 'status' | 'run' | 'labels' | 'compare';

/** As the client takes them. */
export type Parameters = Readonly<Record<string, unknown>>;

export interface Question<Answer> {
  readonly ask: (parameters: Parameters, signal: AbortSignal) => Promise<Answer>;
  /** The same questions have the same. */
  readonly key: string;
  readonly takes: readonly Taken[];
  /** Left out for what is asked of all time. */
  readonly isOfRange?: boolean;
  /** It is not asked more often: findings and tables take more work than they change. */
  readonly leastSeconds?: number;
  /** Nobody waits for it: it is asked for when everything else has been answered. */
  readonly isBackground?: boolean;
}

const SLOW_SECONDS = 10;

export const FINDINGS: Question<Findings> = {
  ask: (parameters, signal) => server().getFindings(parameters, { signal }),
  key: 'findings',
  takes: ['model_id', 'operation_type', 'backend', 'status', 'labels'],
  isOfRange: true,
  leastSeconds: SLOW_SECONDS,
};

export const CATALOGUE: Question<Catalogue> = {
  ask: (parameters, signal) => server().getCatalog(parameters, { signal }),
  key: 'catalogue',
  takes: [],
  leastSeconds: SLOW_SECONDS,
  isBackground: true,
};

export const RUNS: Question<TrainingRuns> = {
  ask: (parameters, signal) => server().listRuns(parameters, { signal }),
  key: 'runs',
  takes: ['model_id'],
  isOfRange: true,
  leastSeconds: 2,
};

export const OBJECTIVES: Question<Objectives> = {
  ask: (parameters, signal) => server().getObjectives(parameters, { signal }),
  key: 'objectives',
  takes: ['model_id', 'operation_type'],
  isOfRange: true,
  leastSeconds: SLOW_SECONDS,
};

export function tablesOf(category: Category): Question<Tables> {
  return {
    ask: (parameters, signal) => server().getTables({ ...parameters, category }, { signal }),
    key: `tables ${category}`,
    takes: ['model_id'],
    isOfRange: true,
    leastSeconds: SLOW_SECONDS,
  };
}

/** @param own parameters of one chart alone: the metric of training curves */
export function chartQuestion(
  chart: ChartId,
  takes: readonly Taken[],
  own: Parameters = {},
): Question<ChartAnswer> {
  return {
    ask: (parameters, signal) => server().getChart({ ...parameters, ...own, chart }, { signal }),
    key: JSON.stringify([chart, takes, own]),
    takes,
    isOfRange: true,
  };
}

/** Of which work it is asked what happens now. */
export const nowParameters = computed(() =>
  JSON.stringify(taken(['model_id', 'operation_type', 'backend', 'status', 'labels'])),
);

/** Those of the place. */
export function parametersOf({
  takes,
  isOfRange,
}: Pick<Question<unknown>, 'takes' | 'isOfRange'>): Parameters {
  const { startUnixMs, endUnixMs } = shownRange.value;
  return {
    ...(isOfRange && { start_time: startUnixMs / 1000, end_time: endUnixMs / 1000 }),
    ...taken(takes),
  };
}

function taken(takes: readonly Taken[]): Parameters {
  const { filter, isCompared } = place.value;
  const parameters: Record<string, unknown> = {};
  const labels: Record<string, string> = {};
  for (const [name, value] of Object.entries(filter)) {
    const isLabel = name.startsWith(LABEL_PREFIX);
    if (!takes.includes(isLabel ? 'labels' : (name as Taken))) continue;
    if (isLabel) labels[name.slice(LABEL_PREFIX.length)] = value;
    else parameters[name] = name === 'run' ? value.split(',') : value;
  }
  if (Object.keys(labels).length > 0) parameters.labels = labels;
  if (isCompared && takes.includes('compare')) parameters.compare = 'previous';
  return parameters;
}
