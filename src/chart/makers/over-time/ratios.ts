/** Shares of what ended, over time: by name. */
import type { Labels } from '../../../metrics/inner.ts';
import { continued, readSteps } from '../../time/reading.ts';
import { counted, figure } from '../about.ts';
import { byValues, sumOf, Table } from '../groups.ts';
import type { MakeOverTime } from '../maker.ts';
import { chartOverTime } from './chart-over-time.ts';

export interface RatioOptions {
  /** A counter, by name without prefix. */
  readonly metric: string;
  readonly groupBy: readonly string[];
  /** Whether what a series counted is of the share, or only of the whole; undefined leaves it out of both. */
  readonly isOfShare: (labels: Labels) => boolean | undefined;
  readonly label: string;
  readonly things: string;
  readonly names: string;
}

export function ratiosOverTime({
  metric,
  groupBy,
  isOfShare,
  label,
  things,
  names,
}: RatioOptions): MakeOverTime {
  const nameOf = byValues(groupBy);
  return async (name, asked, steps) => {
    const [shares, wholes] = [new Table(steps, 0), new Table(steps, 0)];
    for await (const { at, metrics } of readSteps(asked, steps, [metric], ['*'])) {
      for (const { series } of metrics) {
        for (const point of series) {
          const isIn = isOfShare(point.labels);
          if (isIn === undefined || !('value' in point)) continue;
          const of = nameOf(point.labels, point.overflow);
          wholes.add(of, at, point.value);
          shares.add(of, at, isIn ? point.value : 0);
        }
      }
    }
    // Those with most of it have a line each; the share of several is that of their counts together.
    const of = wholes.lines(sumOf);
    const parts = shares.likeLines(of.map(({ label: name }) => name));
    const lines = of.map((line, i) => ({
      ...line,
      values: continued(
        line.values.map((whole, at) => (parts[i]?.[at] as number) / whole),
        steps,
      ),
    }));
    const ratio = shares.total() / wholes.total();
    return chartOverTime({
      name,
      query: asked.query,
      steps,
      y: { scale: 'linear', label, unit: 'ratio' },
      lines,
      isEmpty: wholes.total() === 0,
      figures: [figure(ratio, 'ratio'), counted(wholes.total(), things)],
      sentences: [`Over all of it ${figure(ratio, 'ratio')} of ${counted(wholes.total(), things)}.`],
      notes: wholes.notes(names),
    });
  };
}
