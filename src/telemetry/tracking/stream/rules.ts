/** What is judged of streams: first tokens that come late, and streams that nobody reads to an end. */

import { mapping, type Slices } from '../../../metrics/inner.ts';
import { type AnalysisRule, above, type Evidenced, type Found } from '../../context/finding.ts';
import { slowWarm } from '../../query/comparisons.ts';
import { groupedBy, histogramsOf } from '../../query/snapshot-reader.ts';
import { streamMetrics } from './summary.ts';

export const STREAM_RULES: readonly AnalysisRule[] = [lateFirstTokens, abandonedStreams];

/** The first stream of a model waits for its warm-up: the slowest one is not judged. */
function* lateFirstTokens({ snapshot, thresholds }: Evidenced): Slices<Found[]> {
  const firstTokens = groupedBy('model_id', histogramsOf(snapshot, 'time_to_first_token_seconds'));
  const found = yield* mapping(firstTokens, ([modelId, series]): Found[] => {
    const measured = slowWarm(series, thresholds.firstTokenSeconds);
    if (measured === undefined) return [];
    const { statistic } = measured.evidence;
    return [
      {
        type: 'performance',
        target: 'stream',
        modelId,
        message: `The first token of ${modelId} comes late`,
        details: 'The time to the first chunk, and between tokens, is under Streams.',
        ...measured,
        evidence: { ...measured.evidence, statistic: `${statistic} of the time to the first token` },
      },
    ];
  });
  return found.flat();
}

/** A stream that is neither read to its end nor closed holds its connection, and what it came from, for nobody. */
function* abandonedStreams({ snapshot, thresholds }: Evidenced): Slices<Found[]> {
  const streams = yield* streamMetrics(snapshot, []);
  return streams.flatMap(({ modelId, endings }): Found[] => {
    const ended = Object.values(endings).reduce((sum, count) => sum + count, 0);
    const share = endings.abandoned / ended;
    const measured = above(thresholds.failureRatio, 'share of abandoned streams', share, 'ratio', ended);
    if (measured === undefined) return [];
    return [
      {
        type: 'reliability',
        target: 'stream',
        modelId,
        message: `Streams of ${modelId} are neither read to their end nor closed: ${endings.abandoned} of ${ended}`,
        details: 'Each holds its connection until it is collected. Leaving a loop over a stream closes it.',
        ...measured,
      },
    ];
  });
}
