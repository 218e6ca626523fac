/** Which traces are recorded. Metrics do not ask: they are exact at any ratio. */

import { wrongValue } from '../../errors.ts';
import { readable, requireKnownKeys, requireObject } from '../../validate.ts';
import { contextOf, type TelemetryHandle } from './context.ts';

export interface SamplingRequest {
  /** Of the trace that begins or goes on: 32 lower-case hex digits (W3C Trace Context). */
  readonly traceId: string;
  /** What the caller of this service decided; its decision stands, so that a trace is whole or not there at all. */
  readonly parentSampled?: boolean;
}

/**
 * Whether a trace is to be recorded; metrics are exact whatever is answered.
 *
 * Decides at the head of a trace, and the same in every service: a function of the trace id and `samplingRatio`
 * alone. Its randomness is in the last 56 bits (W3C Trace Context Level 2, random-trace-id); the trace is sampled
 * where they are at or above the rejection threshold (1 - ratio) * 2^56, as OpenTelemetry's consistent probability
 * sampling has it.
 *
 * @throws TELEMETRY_TRACE_ID, TELEMETRY_ARGUMENT_KIND
 * @example
 * if (shouldSample(telemetry, { traceId, parentSampled: flags === '01' })) startSpan();
 */
export function shouldSample(telemetry: TelemetryHandle, request: SamplingRequest): boolean {
  const { enabled, samplingRatio } = contextOf(telemetry);
  return readable('request', () => {
    requireObject('request', request);
    requireKnownKeys('TELEMETRY_UNKNOWN_OPTION', 'request', request, ['traceId', 'parentSampled']);
    return isSampled(enabled ? samplingRatio : 0, request);
  });
}

/** As `shouldSample`, at this ratio. @throws TELEMETRY_TRACE_ID, TELEMETRY_ARGUMENT_KIND */
export function isSampled(ratio: number, request: SamplingRequest): boolean {
  requireObject('request', request);
  const { traceId, parentSampled } = request;
  if (typeof traceId !== 'string' || !TRACE_ID.test(traceId)) {
    const remedy = 'Pass the id of the trace, as in traceparent.';
    throw wrongValue('TELEMETRY_TRACE_ID', 'traceId', '32 lower-case hex digits, not all 0', traceId, remedy);
  }
  if (parentSampled !== undefined) return parentSampled === true;
  // 52 of the 56 bits: all that a double holds exactly, and more than any ratio needs.
  return Number.parseInt(traceId.slice(18, 31), 16) >= (1 - ratio) * 2 ** 52;
}

const TRACE_ID = /^(?!0{32})[0-9a-f]{32}$/;
