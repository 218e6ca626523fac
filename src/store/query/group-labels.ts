/** Whether the labels to group by are any: a misspelt one would be empty in every row, and nobody would see why. */
import { wrongValue } from '../../errors.ts';
import { closestName } from '../../validate.ts';
import type { StoredSeries } from '../model.ts';
import { MEMBER, type Plan } from './store-query.ts';

export class GroupLabels {
  private readonly plan: Plan;
  /** By either of their names. */
  private readonly metrics = new Set<string>();
  private readonly labels = new Set<string>();
  /** A metric that takes whatever labels come may have any of them another time. */
  private isAnyLabel = false;

  constructor(plan: Plan) {
    this.plan = plan;
  }

  add({ instrument, fullName, labels }: StoredSeries): void {
    this.metrics.add(instrument.name).add(fullName);
    this.isAnyLabel ||= instrument.hasDynamicLabels === true;
    for (const label of [...instrument.labels, ...Object.keys(labels)]) this.labels.add(label);
  }

  /**
   * Of metrics that were named, and of which all were found: others may have it, in the time in which they are there.
   *
   * @throws TELEMETRY_QUERY
   */
  requireKnown(): void {
    const { metrics = [], groupLabels = [] } = this.plan;
    const areKnown = metrics.length > 0 && metrics.every((name) => this.metrics.has(name));
    if (!areKnown || this.isAnyLabel) return;
    const unknown = groupLabels.find((label) => !this.labels.has(label));
    if (unknown === undefined) return;
    const known = [...this.labels, MEMBER].sort();
    const expected = `labels of ${metrics.join(', ')}: ${known.join(', ')}`;
    const remedy = `Did you mean ${closestName(unknown, known)}?`;
    throw wrongValue('TELEMETRY_QUERY', 'groupBy', expected, unknown, remedy);
  }
}
