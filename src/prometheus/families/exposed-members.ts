/** A family, and the metrics that it is made of. */
import {
  type DataPoint,
  type Instrument,
  type InstrumentScope,
  type MetricReading,
  restorePoint,
} from '../../metrics/inner.ts';
import { hasAlias, mergedAliases } from './aliases.ts';
import { scopeLabels } from './labels.ts';
import type { Member } from './member.ts';
import type { ExposedFamily, ExposedPoint } from './model.ts';
import { labelName, modelUnit } from './names.ts';

export class ExposedMembers implements ExposedFamily {
  readonly name: string;
  private readonly members: Member[];
  /** Made when it is first asked for; writers ask at every series. */
  private described: Instrument | undefined;

  constructor(name: string, first: Member) {
    this.name = name;
    this.members = [first];
  }

  get instrument(): Instrument {
    this.described ??= this.describe();
    return this.described;
  }

  private describe(): Instrument {
    const [first] = this.members as [Member];
    const { instrument } = first;
    if (this.members.length === 1 && first.spell === undefined) return instrument;
    const labels = new Set(
      this.members.flatMap(({ instrument: { labels, scope } }) => [
        ...labels.map(labelName),
        ...Object.keys(scopeLabels(scope)),
      ]),
    );
    // A longer description is a better one.
    const help = this.members.reduce(
      (best, { instrument: { help = '' } }) => (help.length > best.length ? help : best),
      '',
    );
    const described = { ...instrument, labels: [...labels] };
    // Sentences of the catalogue are found by who writes them; its units are spelled.
    if (instrument.scope === undefined && first.convention === undefined) return described;
    const unit = first.convention ? instrument.unit : modelUnit(instrument.unit, instrument.kind);
    return { ...described, help, unit };
  }

  /**
   * Whether an instrument is of the kind, and counted in the buckets, of those that are here: of another library, or
   * another metric of the catalogue that the same convention names.
   */
  admits({ instrument, convention }: Member): boolean {
    const [first] = this.members as [Member];
    const { kind, bucketBounds, scope } = first.instrument;
    const isAlike = instrument.kind === kind && String(instrument.bucketBounds) === String(bucketBounds);
    if (convention !== undefined) return isAlike && convention.to.name === first.convention?.to.name;
    return (
      isAlike &&
      scope !== undefined &&
      instrument.scope !== undefined &&
      this.members.every((one) => !isSameScope(one.instrument.scope, instrument.scope))
    );
  }

  add(member: Member): void {
    this.members.push(member);
    this.described = undefined;
  }

  points(isBorrowed = false): Iterable<ExposedPoint> {
    const [first, ...others] = this.members as [Member, ...Member[]];
    // Nearly always. A generator around it would take as long as reading a counter.
    if (others.length === 0 && first.spell === undefined) {
      return pointsOf(first.metric, isBorrowed) as Iterable<ExposedPoint>;
    }
    return this.spelledPoints(isBorrowed);
  }

  private *spelledPoints(isBorrowed: boolean): Generator<ExposedPoint, void> {
    for (const { metric, spell, convention } of this.members) {
      if (spell === undefined) {
        yield* pointsOf(metric, isBorrowed) as Iterable<ExposedPoint>;
      } else if (convention === undefined && hasAlias(metric, spell)) {
        // Attributes of the catalogue's conventions tell apart what its labels do.
        yield* mergedAliases(metric.instrument, restored(metric), spell);
      } else {
        for (const point of pointsOf(metric, isBorrowed)) {
          const labels = spell(point);
          if (labels !== undefined) yield { ...point, labels };
        }
      }
    }
  }
}

function pointsOf(metric: MetricReading, isBorrowed: boolean): Iterable<DataPoint> {
  return (isBorrowed ? metric.borrowed : undefined) ?? restored(metric);
}

/** The points as they were, where a snapshot went through JSON; one by one, as they are written. */
function* restored({ series, instrument }: MetricReading): Generator<DataPoint, void> {
  for (const point of series) yield restorePoint(point, instrument);
}

function isSameScope(a: InstrumentScope | undefined, b: InstrumentScope | undefined): boolean {
  return a?.name === b?.name && a?.version === b?.version && a?.schemaUrl === b?.schemaUrl;
}
