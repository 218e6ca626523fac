/** Calls of tracing, contained: what it throws is counted, and is none of the caller's business. */
import { isThenable, type RecordingSwitch } from '../../metrics/inner.ts';
import type { OperationSpan, Tracing } from '../../ports.ts';
import type { OperationRecorder } from './recorder.ts';

/** The span of an operation that begins; undefined where nobody traces. */
export function beginSpan(
  recorder: OperationRecorder,
  attributes: object,
  parent: OperationSpan | undefined,
): OperationSpan | undefined {
  const { tracing, recording, clock } = recorder;
  if (tracing === undefined || !recording.enabled) return undefined;
  const span = recording.contain('tracing', () => {
    const { category, operationType, phase } = recorder.spanDescriptor();
    return tracing.begin({ category, operationType, phase, attributes, parent, clock });
  });
  return isThenable(span) ? undefined : span;
}

/**
 * Calls `fn`, once, with the span as the active one. What `fn` throws or returns is kept from tracing, so that a failure
 * of one is never taken for a failure of the other.
 */
export function runInside<T>({ contain }: RecordingSwitch, span: OperationSpan, fn: () => T): T {
  let outcome: (() => T) | undefined;
  const once = () => {
    outcome ??= attempt(fn);
  };
  contain('tracing', () => span.run(once));
  once();
  return (outcome as unknown as () => T)();
}

/** Calls `fn`, and gives what does again what came of it. */
function attempt<T>(fn: () => T): () => T {
  try {
    const value = fn();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** Something was learnt while operations run. */
export function note(
  {
    tracing,
    registry,
  }: { readonly tracing: Tracing | undefined; readonly registry: { readonly recording: RecordingSwitch } },
  ...learnt: Parameters<Tracing['note']>
): void {
  if (tracing !== undefined) registry.recording.contain('tracing', () => tracing.note(...learnt));
}
