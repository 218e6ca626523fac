/** What is judged of inference: slow models, and versions that are slower than the one before. */
import { mapping, type Slices } from '../../../metrics/inner.ts';
import type { AnalysisRule, Evidenced, Found, Measured } from '../../context/finding.ts';
import { percentileOf, slower, slowWarm } from '../../query/comparisons.ts';
import { groupedBy, histogramsOf, type Recorded, valuesBy } from '../../query/snapshot-reader.ts';

export const INFERENCE_RULES: readonly AnalysisRule[] = [slowInferences, slowerVersions];

/** Of each batch size the slowest one is left out, and as many as were streams, which take as long as their output is. */
function* slowInferences({ snapshot, thresholds }: Evidenced): Slices<Found[]> {
  const inferences = groupedBy('model_id', histogramsOf(snapshot, 'inference_seconds'));
  const streamsOf = streamsByModel(snapshot);
  const found = yield* mapping(inferences, ([modelId, series]): Found[] => {
    const streams = streamsOf(modelId);
    const measured = slowWarm(series, thresholds.inferenceSeconds, streams);
    if (measured === undefined) return [];
    return [
      {
        type: 'performance',
        target: 'inference',
        modelId,
        message: `Inference of ${modelId} is slow`,
        details: `The slowest of each batch size is left out as its warm-up${streams > 0 ? ', and streams' : ''}. Batch sizes: ${sizesOf(series)}.`,
        ...measured,
      },
    ];
  });
  return found.flat();
}

/** Those that were recorded as inferences that ended well. */
function streamsByModel(recorded: Recorded): (modelId: string) => number {
  const streams = valuesBy('model_id', recorded, 'streams_total');
  return (modelId) =>
    streams(modelId)
      .filter(({ labels }) => labels.ending === 'completed')
      .reduce((sum, { value }) => sum + value, 0);
}

function sizesOf(series: ReturnType<typeof histogramsOf>): string {
  return [...groupedBy('batch_size', series).keys()].join(', ');
}

/** A version of a model by the version before it, at the same batch size: `glyphs-v2` by `glyphs-v1`, `words@1.3` by `words@1.2`. */
function* slowerVersions({ snapshot, thresholds }: Evidenced): Slices<Found[]> {
  const byModel = groupedBy('model_id', histogramsOf(snapshot, 'inference_seconds'));
  const families = new Map<string, Version[]>();
  for (const version of [...byModel.keys()].flatMap((modelId) => versionOf(modelId) ?? [])) {
    const known = families.get(version.family);
    if (known === undefined) families.set(version.family, [version]);
    else known.push(version);
  }
  const regressions = yield* mapping(families.values(), (versions): Found[] => {
    const [newest, previous] = versions.sort((a, b) => compareVersions(b.version, a.version));
    if (newest === undefined || previous === undefined) return [];
    const { modelId } = newest;
    const before = groupedBy('batch_size', byModel.get(previous.modelId) ?? []);
    const found = [...groupedBy('batch_size', byModel.get(modelId) ?? [])].flatMap(([batchSize, series]) => {
      const now = percentileOf(series.map(({ histogram }) => histogram));
      const then = percentileOf((before.get(batchSize) ?? []).map(({ histogram }) => histogram));
      if (now === undefined || then === undefined) return [];
      const statistic = `p95 at batch size ${batchSize}`;
      return slower(thresholds.slowdown, statistic, now.p95, then.p95, now.count) ?? [];
    });
    // The size at which it is slower by most; those of high severity passed another threshold.
    const by = ({ evidence }: Measured) => evidence.value / evidence.threshold;
    const isHigh = ({ severity }: Measured) => Number(severity === 'high');
    const [measured] = found.sort((a, b) => isHigh(b) - isHigh(a) || by(b) - by(a));
    if (measured === undefined) return [];
    const message = `${modelId} is slower than ${previous.modelId}`;
    const details = `At ${found.length} of the batch sizes that both have 20 inferences of.`;
    return [{ type: 'regression', target: 'inference', modelId, message, details, ...measured }];
  });
  return regressions.flat();
}

interface Version {
  readonly modelId: string;
  readonly family: string;
  readonly version: readonly number[];
}

/** Only what says that it is a version: the 50 and the 101 of resnet50 and resnet101 are sizes. */
const VERSION = /^(.+?)(?:[-_./]v|[@:]v?)(\d+(?:\.\d+)*)$/i;

function versionOf(modelId: string): Version | undefined {
  const [, family, version] = VERSION.exec(modelId) ?? [];
  if (family === undefined || version === undefined) return undefined;
  return { modelId, family, version: version.split('.').map(Number) };
}

function compareVersions(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
