/** Whether a stream was what objectives promise: judged once, when it ends, by all bounds at once. */

import type { Registry } from '../../../metrics/inner.ts';
import type { LabelValues } from '../../context/call-labels.ts';
import { boundsOf, isAboutTokens, type Objective } from '../../context/objectives.ts';
import type { STREAM_ENDINGS, StreamEnding } from './endings.ts';
import { STREAM_OBJECTIVES_TOTAL } from './metrics.ts';

/** NaN where a stream has no such figure. */
export interface StreamFigures {
  readonly operationType: string;
  readonly modelId: string;
  /** The caller's labels. */
  readonly own: LabelValues;
  /** What of it counts. */
  readonly judged: (typeof STREAM_ENDINGS)[StreamEnding]['objective'];
  readonly latencySeconds: number;
  /** Where none came, as long as it has taken by now. */
  readonly timeToFirstTokenSeconds: number;
  readonly timePerOutputTokenSeconds: number;
  /** Between two tokens. */
  readonly longestStallSeconds: number;
}

/** Counts the stream for every set of bounds that is about it, once. */
export function judgeStream(
  registry: Registry,
  objectives: readonly Objective[],
  figures: StreamFigures,
): void {
  const { operationType, modelId, own } = figures;
  const judged = new Set<string>();
  for (const objective of objectives) {
    if (!isAboutTokens(objective) || objective.operationType !== operationType) continue;
    if (objective.modelId !== undefined && objective.modelId !== modelId) continue;
    const bounds = boundsOf(objective);
    const result = resultOf(objective, figures);
    // Two objectives, of one model and of all, may have the same bounds.
    if (result === undefined || judged.has(bounds)) continue;
    judged.add(bounds);
    const labels = [modelId, operationType, bounds, result, ...own];
    registry.of(STREAM_OBJECTIVES_TOTAL).withLabelValues(labels).record(1);
  }
}

/** Undefined where no bound is about the stream: a time per token, and there was one token. */
function resultOf(objective: Objective, figures: StreamFigures): 'good' | 'missed' | undefined {
  const { judged, timeToFirstTokenSeconds, longestStallSeconds } = figures;
  if (judged === 'missed') return 'missed';
  if (judged === 'late tokens') {
    const { firstTokenWithinSeconds = Infinity, interTokenWithinSeconds = Infinity } = objective;
    const isLate =
      timeToFirstTokenSeconds > firstTokenWithinSeconds || longestStallSeconds > interTokenWithinSeconds;
    return isLate ? 'missed' : undefined;
  }
  const bounded = [
    [figures.latencySeconds, objective.withinSeconds],
    [timeToFirstTokenSeconds, objective.firstTokenWithinSeconds],
    [figures.timePerOutputTokenSeconds, objective.tokenWithinSeconds],
    [longestStallSeconds, objective.interTokenWithinSeconds],
  ] as const;
  const about = bounded.filter(([seconds, bound]) => bound !== undefined && !Number.isNaN(seconds));
  if (about.length === 0) return undefined;
  return about.every(([seconds, bound]) => seconds <= (bound as number)) ? 'good' : 'missed';
}
