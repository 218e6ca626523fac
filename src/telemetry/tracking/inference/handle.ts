/** Inferences in hot loops, of one model at one batch size. */

import { OperationHandle } from '../../operations/operation-handle.ts';
import type { TypedOperationRecorder } from '../../operations/operation-recorder.ts';

/**
 * Records inferences of one model at one batch size: an OperationHandle, which sees them wait, too.
 *
 * @example
 * const inference = telemetry.inference({ modelId: 'glyphs', batchSize: 8 });
 * const started = inference.start();
 * model.predict(batch);
 * inference.end(started);
 */
export class InferenceHandle extends OperationHandle {
  readonly batchSize: number;

  constructor(series: TypedOperationRecorder, batchSize: number) {
    super(series, batchSize);
    this.batchSize = batchSize;
  }
}
