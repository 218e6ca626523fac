/** What is judged of streams: first tokens that come late, and streams that nobody reads to an end. */

import { type AnalysisRule, above, type Evidenced, type Found } from '../../context/finding.ts';
import { JUDGED_PERCENTILE, slow } from '../../query/comparisons.ts';
import { streamMetrics } from './summary.ts';

export const STREAM_RULES: readonly AnalysisRule[] = [lateFirstTokens, abandonedStreams];

function lateFirstTokens({ snapshot, thresholds }: Evidenced): Found[] {
  return streamMetrics(snapshot, [JUDGED_PERCENTILE]).flatMap(({ modelId, timeToFirstToken }): Found[] => {
    const measured = slow(timeToFirstToken, thresholds.firstTokenSeconds);
    if (measured === undefined) return [];
    const { statistic } = measured.evidence;
    return [
      {
        type: 'performance',
        target: 'stream',
        modelId,
        message: `Make the first token of ${modelId} come sooner`,
        details: 'Consider a shorter prompt, a cached one, fewer requests at a time, or a smaller model.',
        ...measured,
        evidence: { ...measured.evidence, statistic: `${statistic} of the time to the first token` },
      },
    ];
  });
}

/** A stream that is neither read to its end nor closed holds its connection, and what it came from, for nobody. */
function abandonedStreams({ snapshot, thresholds }: Evidenced): Found[] {
  return streamMetrics(snapshot, []).flatMap(({ modelId, endings }): Found[] => {
    const ended = Object.values(endings).reduce((sum, count) => sum + count, 0);
    const share = endings.abandoned / ended;
    const measured = above(thresholds.failureRatio, 'share of abandoned streams', share, 'ratio', ended);
    if (measured === undefined) return [];
    return [
      {
        type: 'reliability',
        target: 'stream',
        modelId,
        message: `Read the streams of ${modelId} to their end, or close them`,
        details: 'Leaving a loop over a stream closes it; one that is never read has to be cancelled.',
        ...measured,
      },
    ];
  });
}
