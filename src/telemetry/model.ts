/** Loading, initialising and saving models. */
import { optionalLabel, requireBetween, requireLabel } from './checks.ts';
import type { Instance } from './instance.ts';
import { type OperationAttributes, TrackedOperation } from './operation.ts';
import { OperationSeries } from './operation-series.ts';
import { type ModelOperationType, operationTypeOf } from './operation-types.ts';

export interface ModelAttributes extends OperationAttributes {
  readonly modelId: string;
  /** `pytorch`, `onnxruntime`, `tfjs` ... */
  readonly framework?: string;
  readonly modelSizeBytes?: number;
  /** Where it is initialised: `cpu`, `webgpu`, `cuda` ... */
  readonly device?: string;
  /** Where it comes from: `ipfs`, `hub`, a path or a URL. */
  readonly source?: string;
}

export interface ModelOperationOptions extends ModelAttributes {
  readonly operationType: ModelOperationType;
}

/** What a label says when the caller does not. */
export const UNKNOWN = 'unknown';

export class ModelTracker {
  private readonly instance: Instance;

  constructor(instance: Instance) {
    this.instance = instance;
  }

  /** @throws TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE */
  begin(operationType: ModelOperationType, attributes: ModelAttributes): TrackedOperation {
    const { registry } = this.instance;
    if (!registry.gate.open) return new TrackedOperation(operationType, attributes);
    const type = operationTypeOf('model', operationType);
    const modelId = requireLabel('modelId', attributes.modelId);
    const framework = optionalLabel('framework', attributes.framework, UNKNOWN);
    const device = optionalLabel('device', attributes.device, UNKNOWN);
    optionalLabel('source', attributes.source, UNKNOWN);
    const { modelSizeBytes } = attributes;
    if (modelSizeBytes !== undefined) {
      requireBetween(
        'modelSizeBytes',
        modelSizeBytes,
        0,
        Infinity,
        'Pass the size in bytes, or leave it out.',
      );
    }
    const labels = type === 'model_init' ? [modelId, framework, device] : [modelId, framework];
    const durations = registry.histogram(`${type}_seconds`).at(labels);
    const series = new OperationSeries(this.instance, type, modelId, durations);
    return new TrackedOperation(type, attributes, series, Number.NaN, () => {
      if (modelSizeBytes !== undefined) {
        registry.gauge('model_size_bytes').at([modelId, framework]).set(modelSizeBytes);
      }
    });
  }
}
