/** A telemetry whose clock the test owns, and a run that has something for every section. */

import { createTelemetry, type Telemetry } from 'inferometer';

export interface Recorded {
  readonly telemetry: Telemetry;
  /** Lets time pass. */
  pass(milliseconds: number): void;
}

export function recorded(): Recorded {
  let now = 0;
  const clock = { monotonicMs: () => now, wallUnixMs: () => Date.UTC(2026, 0, 2, 3, 4, 5) + now };
  const pass = (milliseconds: number) => {
    now += milliseconds;
  };
  return { telemetry: createTelemetry({ clock }), pass };
}

/** One model, loaded, trained for three epochs and asked eleven times, once in vain. */
export function ordinaryRun(): Telemetry {
  const { telemetry, pass } = recorded();
  const about = { modelId: 'resnet', framework: 'onnxruntime', modelSizeBytes: 50 * 2 ** 20 };
  telemetry.trackModelOperation({ operationType: 'model_load', ...about }, () => pass(1250));
  [2, 1, 0.5].forEach((loss, epoch) => {
    telemetry.trackTrainingEpoch({ modelId: 'resnet', epoch, numSamples: 1000 }, () => pass(500));
    telemetry.recordTrainingStats({ modelId: 'resnet', epoch, loss, metrics: { accuracy: 0.5 + epoch / 5 } });
  });
  for (let i = 0; i < 10; i++) {
    telemetry.trackInference({ modelId: 'resnet', batchSize: i < 5 ? 1 : 8 }, () => pass(16));
  }
  const failing = () => {
    throw new Error('out of memory');
  };
  try {
    telemetry.trackInference({ modelId: 'resnet' }, failing);
  } catch {
    // It is what the report should tell.
  }
  return telemetry;
}
