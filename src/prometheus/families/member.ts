/** What is written under one name: a metric, or those of its series that a convention names. */
import type { DataPoint, Instrument, MetricReading } from '../../metrics/inner.ts';
import { type Convention, commonBounds, type NameOptions, Naming } from '../../telemetry/index.ts';
import { type Spell, scopeLabels, spelling } from './labels.ts';
import { labelName, metricStem, modelUnit } from './names.ts';
import type { ResourceOptions } from './target-info.ts';

/** How names and labels are chosen. */
export interface FamilyOptions extends NameOptions, ResourceOptions {
  /** Put before every name. None if left out. */
  readonly prefix?: string;
}

/** One metric, or those of its series that have one name. */
export interface Member {
  readonly metric: MetricReading;
  /** With its labels spelled, but where each series has labels of its own. */
  readonly instrument: Instrument;
  /** The name without what keeps it apart from others. */
  readonly stem: string;
  /** Whether `_total` is to come behind the name. */
  readonly isTotal: boolean;
  /** Under which it has its name; undefined where it keeps its own. */
  readonly convention: Convention | undefined;
  /** The labels of a point, spelled; undefined if it is not of this name. */
  readonly spell: Spell | undefined;
}

/** In the order of the metrics. */
export function* membersOf(
  metrics: Iterable<MetricReading>,
  options: FamilyOptions,
): Generator<Member, void> {
  const naming = new Naming(options);
  const { names = 'kit', prefix = '' } = options;
  for (const metric of metrics) {
    const { instrument, fullName } = metric;
    const { scope, name, unit, kind } = instrument;
    const conventions = naming.conventionsOf(instrument);
    for (const convention of conventions) {
      const { to } = convention;
      const bucketBounds = instrument.bucketBounds && commonBounds(names, convention);
      yield {
        metric,
        instrument: {
          ...instrument,
          labels: naming.attributeNames(convention, instrument).map(labelName),
          help: to.description,
          unit: modelUnit(to.unit, kind),
          ...(bucketBounds && { bucketBounds }),
        },
        stem: prefix + metricStem(to.name, to.unit, to.kind ?? kind),
        isTotal: kind === 'counter',
        convention,
        spell: spelling((point) => naming.attributesOf(convention, point)),
      };
    }
    if (conventions.length > 0 && conventions.every(isWhole)) continue;
    const isOfOthers = scope !== undefined;
    const isSpelled = isOfOthers || instrument.hasDynamicLabels === true;
    const keeps = (point: DataPoint) =>
      conventions.some((one) => naming.attributesOf(one, point) !== undefined) ? undefined : point.labels;
    yield {
      metric,
      instrument,
      stem: prefix + (isOfOthers ? metricStem(name, unit, kind) : fullName),
      isTotal: isOfOthers && kind === 'counter',
      convention: undefined,
      spell:
        isSpelled || conventions.length > 0
          ? spelling(keeps, isSpelled ? scopeLabels(scope) : undefined)
          : undefined,
    };
  }
}

/** Whether every series of its metric has this name. */
function isWhole({ values, keepsOverflow = false }: Convention): boolean {
  return values === undefined && !keepsOverflow;
}
