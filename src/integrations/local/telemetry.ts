/** What integrations of models in this process need of a telemetry: what that of a page has too. */
import type { OwnMetrics } from '../../metrics/index.ts';
import {
  contextOf,
  type InferenceOptions,
  type ModelOperationOptions,
  type Operation,
  type TelemetryContext,
  type TelemetryHandle,
} from '../../telemetry/index.ts';

/** What records: every telemetry, also one that cannot be read where it is. */
type Recorder = Omit<TelemetryHandle, 'configure' | 'snapshot' | 'metrics'>;

/**
 * A telemetry of `createTelemetry()`, or that of a page, as `withOwnMetrics()` gives it. Where models cannot be tracked, how long they took to load is not
 * recorded.
 */
export interface LocalTelemetry extends Recorder, OwnMetrics {
  trackInference<T>(options: InferenceOptions, fn: (operation: Operation) => T): T;
  trackModelOperation?<T>(options: ModelOperationOptions, fn: (operation: Operation) => T): T;
}

/** @throws TELEMETRY_ARGUMENT_KIND */
export function instanceOf(telemetry: LocalTelemetry): TelemetryContext {
  return contextOf(telemetry as unknown as TelemetryHandle);
}

/** What looks at the page while an inference runs: `watchPage` of `inferometer/browser/page` gives one. */
export interface InferenceWatch {
  /** An inference of the model begins; called when it is over. */
  begin(modelId: string): () => void;
}

/** What a label says where nobody knows. */
export const UNKNOWN = 'unknown';

/** From tenths of a millisecond, a small model that is warm, to a minute, a large one that compiles its shaders. */
export const RUN_SECONDS = [
  0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
];
