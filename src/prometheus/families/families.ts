/**
 * Metrics as Prometheus has them: this room is the one place that spells names, labels and suffixes. Instruments whose
 * names come out alike are one family where they are of one kind, told apart by the labels of their libraries.
 */
import type { MetricKind, MetricReading } from '../../metrics/inner.ts';
import { ExposedMembers } from './exposed-members.ts';
import { type FamilyOptions, membersOf } from './member.ts';
import type { ExposedFamily } from './model.ts';
import { TARGET_NAMES, targetInfo } from './target-info.ts';

/** The families of these metrics, in the order of their first instrument; some may turn out to have no points. */
export function exposedFamilies(
  metrics: Iterable<MetricReading>,
  options: FamilyOptions = {},
): ExposedFamily[] {
  const families = new Map<string, ExposedMembers>();
  const target = targetInfo(options);
  const taken = new Set<string>(target && TARGET_NAMES);
  for (const member of membersOf(metrics, options)) {
    const { kind } = member.instrument;
    for (let n = 0; ; n++) {
      const different = n === 0 ? '' : n === 1 ? `_${kind}` : `_${kind}_${n}`;
      const name = `${member.stem}${different}${member.isTotal ? '_total' : ''}`;
      const known = families.get(name);
      if (known?.admits(member)) known.add(member);
      else if (known === undefined && sampleNames(name, kind).every((one) => !taken.has(one))) {
        for (const one of sampleNames(name, kind)) taken.add(one);
        families.set(name, new ExposedMembers(name, member));
      } else continue;
      break;
    }
  }
  return [...(target === undefined ? [] : [target]), ...families.values()];
}

const SUFFIXES: Readonly<Record<MetricKind, readonly string[]>> = {
  // Of OpenMetrics, in which the family goes by the name without the suffix.
  counter: ['', '_total', '_created'],
  up_down_counter: [''],
  gauge: [''],
  histogram: ['', '_bucket', '_sum', '_count', '_created'],
};

/** Every name that an exposition gives to a metric or to its samples. */
function sampleNames(name: string, kind: MetricKind): readonly string[] {
  const stem = kind === 'counter' ? name.replace(/_total$/, '') : name;
  return SUFFIXES[kind].map((suffix) => stem + suffix);
}
