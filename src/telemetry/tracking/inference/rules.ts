/** What is judged of inference: slow models, and versions that are slower than the one before. */
import type { AnalysisRule, Evidenced, Found } from '../../context/finding.ts';
import { percentileOf, slower, slowest } from '../../query/comparisons.ts';
import { groupedBy, histogramsOf, type Recorded, valuesOf } from '../../query/snapshot-reader.ts';

export const INFERENCE_RULES: readonly AnalysisRule[] = [slowInferences, slowerVersions];

function slowInferences({ snapshot, thresholds }: Evidenced): Found[] {
  const inferences = groupedBy('model_id', histogramsOf(snapshot, 'inference_seconds'));
  return slowest(inferences, thresholds.inferenceSeconds)
    .filter(([modelId, { evidence }]) => evidence.count > 2 * completedStreams(snapshot, modelId))
    .map(([modelId, measured]) => ({
      type: 'performance',
      target: 'inference',
      modelId,
      message: `Reduce the inference latency of ${modelId}`,
      details: 'Consider another batch size, a smaller or quantised model, or hardware acceleration.',
      ...measured,
    }));
}

/** A stream takes as long as its output is: where most inferences are streams, their first tokens are judged instead. */
function completedStreams(recorded: Recorded, modelId: string): number {
  return valuesOf(recorded, 'streams_total')
    .filter(({ labels }) => labels.model_id === modelId && labels.ending === 'completed')
    .reduce((sum, { value }) => sum + value, 0);
}

/** A version of a model by the version before it: `glyphs-v2` by `glyphs-v1`, `words@1.3` by `words@1.2`. */
function slowerVersions({ snapshot, thresholds }: Evidenced): Found[] {
  const byModel = groupedBy('model_id', histogramsOf(snapshot, 'inference_seconds'));
  const all = [...byModel.keys()].flatMap((modelId) => versionOf(modelId) ?? []);
  return [...new Set(all.map(({ family }) => family))].flatMap((family): Found[] => {
    const versions = all.filter((one) => one.family === family);
    const [newest, previous] = versions.sort((a, b) => compareVersions(b.version, a.version));
    if (newest === undefined || previous === undefined) return [];
    const { modelId } = newest;
    const now = percentileOf((byModel.get(modelId) ?? []).map(({ histogram }) => histogram));
    const before = percentileOf((byModel.get(previous.modelId) ?? []).map(({ histogram }) => histogram));
    if (now === undefined || before === undefined) return [];
    const measured = slower(thresholds.slowdown, 'p95', now.p95, before.p95, now.count);
    if (measured === undefined) return [];
    const message = `Compare ${modelId} with ${previous.modelId}: its inferences are slower`;
    const details = 'Consider keeping the earlier version until the later one is as fast, or worth its time.';
    return [{ type: 'regression', target: 'inference', modelId, message, details, ...measured }];
  });
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
