/** Loading, initialising and saving models. */

import { optionalLabel, requireLabel, requireNumberAttribute } from '../../../validate.ts';
import { labelValuesOf } from '../../context/call-labels.ts';
import type { TelemetryContext } from '../../context/context.ts';
import { type OperationAttributes, TrackedOperation } from '../../operations/operation.ts';
import { TypedOperationRecorder } from '../../operations/operation-recorder.ts';
import { type ModelOperationType, operationTypeOf } from '../../operations/operation-types.ts';
import { MODEL_INIT_SECONDS, MODEL_LOAD_SECONDS, MODEL_SAVE_SECONDS, MODEL_SIZE_BYTES } from './metrics.ts';

export interface ModelAttributes<Label extends string = string> extends OperationAttributes<Label> {
  readonly modelId: string;
  /** `pytorch`, `onnxruntime`, `tfjs` ... */
  readonly framework?: string;
  readonly modelSizeBytes?: number;
  /** Where it is initialised: `cpu`, `webgpu`, `cuda` ... */
  readonly device?: string;
  /** Where it comes from: `ipfs`, `hub`, a path or a URL. */
  readonly source?: string;
}

export interface ModelOperationOptions<Label extends string = string> extends ModelAttributes<Label> {
  readonly operationType: ModelOperationType;
}

/** What a label says when the caller does not. */
export const UNKNOWN = 'unknown';

/** Where durations of each type go. */
const DURATIONS = {
  model_load: MODEL_LOAD_SECONDS,
  model_init: MODEL_INIT_SECONDS,
  model_save: MODEL_SAVE_SECONDS,
} as const satisfies Record<ModelOperationType, unknown>;

export class ModelTracker {
  private readonly instance: TelemetryContext;

  constructor(instance: TelemetryContext) {
    this.instance = instance;
  }

  /** @throws TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE */
  begin(operationType: ModelOperationType, attributes: ModelAttributes): TrackedOperation {
    const { registry } = this.instance;
    if (!registry.recording.enabled) return new TrackedOperation(operationType, attributes);
    const type = operationTypeOf('model', operationType);
    const modelId = requireLabel('modelId', attributes.modelId);
    const framework = optionalLabel('framework', attributes.framework, UNKNOWN);
    const device = optionalLabel('device', attributes.device, UNKNOWN);
    optionalLabel('source', attributes.source, UNKNOWN);
    const own = labelValuesOf(this.instance, attributes.labels);
    const { modelSizeBytes } = attributes;
    if (modelSizeBytes !== undefined) {
      requireNumberAttribute(
        'modelSizeBytes',
        modelSizeBytes,
        0,
        Infinity,
        'Pass the size in bytes, or leave it out.',
      );
    }
    const labels = type === 'model_init' ? [modelId, framework, device] : [modelId, framework];
    const durations = registry.of(DURATIONS[type]).withLabelValues([...labels, ...own]);
    const series = new TypedOperationRecorder(this.instance, type, modelId, durations, own);
    return new TrackedOperation(type, attributes, series, Number.NaN, () => {
      if (modelSizeBytes !== undefined) {
        registry
          .of(MODEL_SIZE_BYTES)
          .withLabelValues([modelId, framework, ...own])
          .set(modelSizeBytes);
      }
    });
  }
}
