/** Which traces are recorded: the telemetry's `samplingRatio`, decided where a trace begins. */
import type { Context, Span } from '@opentelemetry/api';
import type { SamplingRequest } from '../../telemetry/index.ts';
import type { Api } from '../api.ts';

export type ShouldSample = (request: SamplingRequest) => boolean;

/** The id that the smallest share leaves out: where it is sampled, all are, and none has to be made up. */
const SAMPLED_LAST = '00000000000000010000000000000000';

/**
 * A span that is not recorded, for a trace that is not sampled; undefined if it is to be recorded. It stands in the
 * context like any other, so that spans of others under it, here and behind `inject`, are not recorded either.
 */
export function unsampledSpan(api: Api, context: Context, shouldSample: ShouldSample): Span | undefined {
  const parent = api.trace.getSpanContext(context);
  if (parent === undefined && shouldSample({ traceId: SAMPLED_LAST })) return undefined;
  const hasParent = parent !== undefined && api.isSpanContextValid(parent);
  const traceId = hasParent ? parent.traceId : randomHex(32);
  const parentSampled = hasParent ? (parent.traceFlags & api.TraceFlags.SAMPLED) !== 0 : undefined;
  const request = parentSampled === undefined ? { traceId } : { traceId, parentSampled };
  if (shouldSample(request)) return undefined;
  const state = hasParent && parent.traceState !== undefined ? { traceState: parent.traceState } : {};
  return api.trace.wrapSpanContext({
    traceId,
    spanId: randomHex(16),
    traceFlags: api.TraceFlags.NONE,
    ...state,
  });
}

/** For a provider of the SDK: the same decision, by the id that the trace really has (ParentBased decides the rest). */
export function rootSampler(shouldSample: ShouldSample) {
  return {
    // SamplingDecision of the SDK: NOT_RECORD 0, RECORD_AND_SAMPLED 2.
    shouldSample: (_: Context, traceId: string) => ({ decision: shouldSample({ traceId }) ? 2 : 0 }),
    toString: () => 'InferometerSampler',
  };
}

/** Digits that are not all 0, which would be no id. Of no use for secrets. */
function randomHex(digits: number): string {
  let hex = '';
  while (hex.length < digits) {
    hex += ((Math.random() * 0xffffffff + 1) >>> 0).toString(16).padStart(8, '0');
  }
  return hex;
}
