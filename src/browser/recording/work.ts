/** Inferences and models of a page: what is told of them is checked, and where they are recorded looked up. */
import {
  admittedNumber,
  BatchSizes,
  INFERENCE_BUSY_SECONDS_TOTAL,
  INFERENCE_DURATIONS,
  INFERENCE_ITEMS_TOTAL,
  INFERENCE_NAMES,
  INFERENCE_QUEUE_SECONDS,
  type InferenceOptions,
  labelOfSlot,
  labelValuesOf,
  MODEL_DURATIONS,
  MODEL_NAMES,
  type ModelOperationOptions,
  operationTypeAmong,
  requireAttributes,
  requireCommonKinds,
} from '../../telemetry/index.ts';
import { optionalLabel, requireLabel } from '../../validate.ts';
import type { PageContext } from './context.ts';
import { PageOperation } from './operation.ts';
import { callRecorder, type Recorder, secondsBetween } from './recorder.ts';

/** What runs of a model, and since when anything does. */
interface Running {
  count: number;
  sinceMs: number;
}

export class PageWork {
  private readonly context: PageContext;
  private readonly sizes = new BatchSizes();
  private readonly running = new Map<string, Running>();

  constructor(context: PageContext) {
    this.context = context;
  }

  /** @throws as `trackInference` */
  inference(options: InferenceOptions): PageOperation {
    requireAttributes('options', options, INFERENCE_NAMES);
    requireCommonKinds(options);
    const { operationType = 'inference', modelId, batchSize = 1, isQueued = false, labels } = options;
    const type = operationTypeAmong(INFERENCE_DURATIONS, operationType);
    requireLabel('modelId', modelId);
    for (const name of ['inputType', 'operationName'] as const)
      if (options[name] !== undefined) requireLabel(name, options[name]);
    const { context, sizes } = this;
    const own = labelValuesOf(context, labels);
    const { registry } = context;
    if (!registry.recording.enabled) return new PageOperation(type, options);
    const rule = { reason: 'bad_batch_size', least: 1, isWhole: true } as const;
    const items = admittedNumber(registry.recording, 'batchSize', batchSize, rule) ?? Number.NaN;
    const slot = sizes.slotOf(modelId, items);
    const durations = registry
      .of(INFERENCE_DURATIONS[type])
      .withLabelValues([modelId, labelOfSlot(slot), ...own]);
    sizes.keep(modelId, slot);
    const running = this.runningOf(modelId);
    const begin = (nowMs: number) => {
      if (running.count === 0) running.sinceMs = nowMs;
      running.count += 1;
    };
    const recorder: Recorder = {
      ...callRecorder(context, { type, modelId, own }, durations),
      started(queuedSeconds, nowMs) {
        registry.record(INFERENCE_QUEUE_SECONDS, [modelId, ...own], queuedSeconds);
        begin(nowMs);
      },
      left(isWaiting, nowMs, outcome) {
        if (outcome === 'ok' && items > 0) registry.record(INFERENCE_ITEMS_TOTAL, [modelId, ...own], items);
        if (isWaiting) return;
        running.count -= 1;
        const busySeconds = secondsBetween(running.sinceMs, nowMs);
        if (running.count === 0) registry.record(INFERENCE_BUSY_SECONDS_TOTAL, [modelId], busySeconds);
      },
    };
    const operation = new PageOperation(type, options, recorder, isQueued);
    if (!isQueued) begin(operation.startedMs);
    return operation;
  }

  /** @throws as `trackModelOperation` */
  model(options: ModelOperationOptions): PageOperation {
    requireAttributes('options', options, MODEL_NAMES);
    requireCommonKinds(options);
    const { operationType, modelId, framework, device, modelSizeBytes, labels } = options;
    const type = operationTypeAmong(MODEL_DURATIONS, operationType);
    const values = [requireLabel('modelId', modelId), optionalLabel('framework', framework, 'unknown')];
    if (type === 'model_init') values.push(optionalLabel('device', device, 'unknown'));
    const { context } = this;
    const own = labelValuesOf(context, labels);
    const { registry } = context;
    if (!registry.recording.enabled) return new PageOperation(type, options);
    admittedNumber(registry.recording, 'modelSizeBytes', modelSizeBytes, { reason: 'bad_model_size' });
    const durations = registry.of(MODEL_DURATIONS[type]).withLabelValues([...values, ...own]);
    return new PageOperation(type, options, callRecorder(context, { type, modelId, own }, durations));
  }

  /** Of the model, whatever labels its callers have: times of calls beside one another would not add up. */
  private runningOf(modelId: string): Running {
    const { running, context } = this;
    const known = running.get(modelId) ?? { count: 0, sinceMs: 0 };
    if (running.size < context.registry.settings.seriesLimit) running.set(modelId, known);
    return known;
  }
}
