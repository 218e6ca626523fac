/** Calls of tracing, contained: what it throws is counted, and is none of the caller's business. */
import type { RecordingSwitch } from '../../metrics/inner.ts';
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
  try {
    const { category, operationType, phase } = recorder.spanDescriptor();
    return tracing.begin({ category, operationType, phase, attributes, parent, clock });
  } catch {
    recording.reject('tracing_failed');
    return undefined;
  }
}

/** Calls `fn`, once, with the span as the active one. */
export function runInside<T>(recording: RecordingSwitch, span: OperationSpan, fn: () => T): T {
  let isRunning = false;
  try {
    return span.run(() => {
      isRunning = true;
      return fn();
    });
  } catch (error) {
    if (isRunning) throw error;
    recording.reject('tracing_failed');
    return fn();
  }
}

/** What `call` returns; undefined if it throws. */
export function contained<T>(recording: RecordingSwitch, call: () => T): T | undefined {
  try {
    return call();
  } catch {
    recording.reject('tracing_failed');
    return undefined;
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
  if (tracing !== undefined) contained(registry.recording, () => tracing.note(...learnt));
}
