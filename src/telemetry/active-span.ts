import type { SpanIds, TraceContext } from './ports.ts';

/** The span that the running code belongs to, if any. A trace context that throws is reported, and gives none. */
export function activeSpan(traceContext: TraceContext | undefined, failed: () => void): SpanIds | undefined {
  try {
    return traceContext?.active();
  } catch {
    failed();
    return undefined;
  }
}
