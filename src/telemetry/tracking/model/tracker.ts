/** Loading, initialising and saving models. */

import { optionalLabel, requireLabel } from '../../../validate.ts';
import type { LabelValues } from '../../context/call-labels.ts';
import type { TelemetryContext } from '../../context/context.ts';
import type { ModelOperationType } from '../../context/operation-types.ts';
import { admittedNumber, namesOf } from '../../operations/attributes.ts';
import { CategoryTracker, type OperationPlan, UNKNOWN } from '../../operations/category-tracker.ts';
import { COMMON_NAMES, type OperationAttributes } from '../../operations/operation.ts';
import { MODEL_INIT_SECONDS, MODEL_LOAD_SECONDS, MODEL_SAVE_SECONDS, MODEL_SIZE_BYTES } from './metrics.ts';

export interface ModelAttributes<Label extends string = string> extends OperationAttributes<Label> {
  readonly modelId: string;
  /** `pytorch`, `onnxruntime`, `tfjs` ... */
  readonly framework?: string;
  /** 0 or more. */
  readonly modelSizeBytes?: number | null;
  /** Where it is initialised: `cpu`, `webgpu`, `cuda` ... */
  readonly device?: string;
  /** Where it comes from: `ipfs`, `hub`, a path or a URL. */
  readonly source?: string;
}

export interface ModelOperationOptions<Label extends string = string> extends ModelAttributes<Label> {
  readonly operationType: ModelOperationType;
}

export const MODEL_NAMES = /* @__PURE__ */ namesOf<ModelOperationOptions>({
  operationType: true,
  modelId: true,
  framework: true,
  modelSizeBytes: true,
  device: true,
  source: true,
  ...COMMON_NAMES,
});

/** Where durations of each type go. */
export const MODEL_DURATIONS = {
  model_load: MODEL_LOAD_SECONDS,
  model_init: MODEL_INIT_SECONDS,
  model_save: MODEL_SAVE_SECONDS,
} as const satisfies Record<ModelOperationType, unknown>;

export class ModelTracker extends CategoryTracker<'model', ModelAttributes> {
  constructor(instance: TelemetryContext) {
    super(instance, 'model');
  }

  protected override plan(
    type: ModelOperationType,
    attributes: ModelAttributes,
    own: LabelValues,
  ): OperationPlan {
    const { registry } = this.instance;
    const modelId = requireLabel('modelId', attributes.modelId);
    const framework = optionalLabel('framework', attributes.framework, UNKNOWN);
    const device = optionalLabel('device', attributes.device, UNKNOWN);
    optionalLabel('source', attributes.source, UNKNOWN);
    const bytes = admittedNumber(registry.recording, 'modelSizeBytes', attributes.modelSizeBytes, {
      reason: 'bad_model_size',
    });
    const labels = type === 'model_init' ? [modelId, framework, device] : [modelId, framework];
    return {
      subject: modelId,
      durations: registry.of(MODEL_DURATIONS[type]).withLabelValues([...labels, ...own]),
      completed: () => {
        if (bytes === undefined) return;
        const sizes = registry.of(MODEL_SIZE_BYTES);
        sizes.withLabelValues([modelId, framework, ...own]).set(bytes);
      },
    };
  }
}
