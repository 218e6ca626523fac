/** A statistic of training over the time of day: by model, whatever its runs are. */
import type { Unit } from '../../model.ts';
import { capitalized, inWords } from '../about.ts';
import { meanOf } from '../groups.ts';
import type { MakeOverTime } from '../maker.ts';
import { gaugesOverTime } from './gauges.ts';

export interface StatisticOptions {
  /** That of the query, else `loss`, if left out. */
  readonly metric?: string;
  /** What the y axis says; the statistic in words if left out. */
  readonly label?: string;
  readonly unit: Unit;
}

export function statisticOverTime({ metric: fixed, label, unit }: StatisticOptions): MakeOverTime {
  return (name, asked, steps) => {
    const metric = fixed ?? asked.query.metric ?? 'loss';
    const recorded = METRICS.get(metric) ?? 'training_metric';
    const make = gaugesOverTime({
      metrics: [recorded],
      groupBy: ['model_id'],
      ...(recorded === 'training_metric' && { labels: { metric } }),
      unit,
      label: label ?? inWords(metric),
      names: 'models',
      together: meanOf,
    });
    const title = fixed === undefined && metric !== 'loss' ? capitalized(inWords(metric)) : name.title;
    return make({ ...name, title }, asked, steps);
  };
}

/** Those that have a metric of their own. */
const METRICS: ReadonlyMap<string, string> = new Map([
  ['loss', 'training_loss'],
  ['epoch_seconds', 'training_epoch_seconds'],
  ['samples_per_second', 'training_samples_per_second'],
]);
