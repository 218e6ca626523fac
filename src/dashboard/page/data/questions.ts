/** What can be asked, and which parameters of the place each question takes: the server refuses those that it does not know. */
import { computed } from '@preact/signals';
import { shownRange } from '../state/clock.ts';
import { LABEL_PREFIX, place } from '../state/place.ts';
import { addressOf, type Parameters } from './ask.ts';

/** Parameters beside time that make sense of a question. `labels` are all of them. */
export type Taken = 'model_id' | 'operation_type' | 'backend' | 'status' | 'run' | 'labels' | 'compare';

export interface Question {
  readonly path: string;
  readonly takes: readonly Taken[];
  /** Of its own. */
  readonly parameters?: Parameters;
  /** Left out for what is asked of all time. */
  readonly isOfRange?: boolean;
  /** It is not asked more often: findings and tables take more work than they change. */
  readonly leastSeconds?: number;
}

const SLOW_SECONDS = 10;

export const FINDINGS: Question = {
  path: 'api/v1/findings',
  takes: ['model_id', 'operation_type', 'backend', 'status', 'labels'],
  isOfRange: true,
  leastSeconds: SLOW_SECONDS,
};
export const CATALOGUE: Question = { path: 'api/v1/catalog', takes: [], leastSeconds: SLOW_SECONDS };
export const RUNS: Question = {
  path: 'api/v1/runs',
  takes: ['model_id'],
  isOfRange: true,
  leastSeconds: 2,
};
export const OBJECTIVES: Question = {
  path: 'api/v1/objectives',
  takes: ['model_id', 'operation_type'],
  isOfRange: true,
  leastSeconds: SLOW_SECONDS,
};

export function tablesOf(category: string): Question {
  return {
    path: `api/v1/tables/${category}`,
    takes: ['model_id'],
    isOfRange: true,
    leastSeconds: SLOW_SECONDS,
  };
}

/** The strip is of all time up to now, but of some work. */
export const nowAddress = computed(() =>
  addressOf('api/v1/now', taken(['model_id', 'operation_type', 'backend', 'status', 'labels'])),
);

/** Those of the place, and its own. */
export function parametersOf({ takes, parameters, isOfRange }: Question): Parameters {
  const { startUnixMs, endUnixMs } = shownRange.value;
  return {
    ...(isOfRange && { start_time: startUnixMs / 1000, end_time: endUnixMs / 1000 }),
    ...taken(takes),
    ...parameters,
  };
}

function taken(takes: readonly Taken[]): Record<string, string> {
  const { filter, isCompared } = place.value;
  const isTaken = ([name]: [string, string]) =>
    takes.includes(name.startsWith(LABEL_PREFIX) ? 'labels' : (name as Taken));
  return {
    ...Object.fromEntries(Object.entries(filter).filter(isTaken)),
    ...(isCompared && takes.includes('compare') && { compare: 'previous' }),
  };
}
