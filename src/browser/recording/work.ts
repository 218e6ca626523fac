/** Inferences and models of a page: what is told of them is checked, and where they are recorded looked up. */
import {
  admittedNumber,
  BatchSizes,
  INFERENCE_BUSY_SECONDS_TOTAL,
  INFERENCE_DURATIONS,
  INFERENCE_ITEMS_TOTAL,
  INFERENCE_QUEUE_SECONDS,
  type InferenceOperationType,
  type InferenceOptions,
  isDuration,
  type LabelValues,
  labelOfSlot,
  labelValuesOf,
  MODEL_DURATIONS,
  MODEL_NAMES,
  type ModelOperationOptions,
  type ModelOperationType,
  operationTypeOf,
  type RecorderPorts,
  requireAttributes,
  requireCommonKinds,
  requireInferenceOptions,
  TypedOperationRecorder,
} from '../../telemetry/index.ts';
import { optionalLabel, requireLabel } from '../../validate.ts';
import type { PageContext } from './context.ts';
import { PageOperation } from './operation.ts';
import type { PageRegistry } from './registry.ts';
import type { PageHistogram } from './series.ts';

/** Where durations of each type go. */
const DURATIONS = { ...INFERENCE_DURATIONS, ...MODEL_DURATIONS };

export class PageWork {
  private readonly context: PageContext;
  private readonly registry: PageRegistry;
  private readonly sizes = new BatchSizes();
  private readonly loads = new Map<string, Load>();
  private readonly busy = new Map<string, BusyTime>();
  private readonly known = new Map<string, TypedOperationRecorder>();

  constructor(context: PageContext) {
    this.context = context;
    this.registry = context.registry;
  }

  /** @throws as `trackInference` */
  inference(options: InferenceOptions): PageOperation {
    requireInferenceOptions(options);
    requireCommonKinds(options);
    const { operationType = 'inference', modelId, batchSize = 1, isQueued = false, labels } = options;
    operationTypeOf('inference', operationType);
    requireLabel('modelId', modelId);
    for (const name of ['inputType', 'operationName'] as const)
      if (options[name] !== undefined) requireLabel(name, options[name]);
    const own = labelValuesOf(this.context, labels);
    const { recording } = this.registry;
    if (!recording.enabled) return new PageOperation(operationType, options);
    const rule = { reason: 'bad_batch_size', least: 1, isWhole: true } as const;
    const items = admittedNumber(recording, 'batchSize', batchSize, rule) ?? Number.NaN;
    const load = this.loadOf(modelId, own);
    const slot = this.sizes.slotOf(modelId, items);
    const recorder = this.recorderOf(operationType, modelId, [labelOfSlot(slot)], own, load);
    this.sizes.keep(modelId, slot);
    const operation = new PageOperation(operationType, options, recorder, items, isQueued);
    if (!isQueued) load.enter(operation.startedMs);
    return operation;
  }

  /** @throws as `trackModelOperation` */
  model(options: ModelOperationOptions): PageOperation {
    requireAttributes('options', options, MODEL_NAMES);
    requireCommonKinds(options);
    const { operationType, modelId, framework, device, modelSizeBytes, labels } = options;
    const type = operationTypeOf('model', operationType);
    requireLabel('modelId', modelId);
    const more = [optionalLabel('framework', framework, 'unknown')];
    if (type === 'model_init') more.push(optionalLabel('device', device, 'unknown'));
    const own = labelValuesOf(this.context, labels);
    const { recording } = this.registry;
    if (!recording.enabled) return new PageOperation(type, options);
    admittedNumber(recording, 'modelSizeBytes', modelSizeBytes, { reason: 'bad_model_size' });
    return new PageOperation(type, options, this.recorderOf(type, modelId, more, own));
  }

  private recorderOf(
    type: InferenceOperationType | ModelOperationType,
    modelId: string,
    more: readonly string[],
    own: LabelValues,
    load?: Load,
  ): TypedOperationRecorder {
    const key = [type, modelId, ...more, ...own].join('\0');
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const durations: PageHistogram = this.registry
      .of(DURATIONS[type])
      .withLabelValues([modelId, ...more, ...own]);
    const recorder = new TypedOperationRecorder(
      // The registry has of telemetry's what an operation asks it for: metrics by instrument, and the switch.
      this.context as unknown as RecorderPorts,
      type,
      modelId,
      durations as never,
      own,
      undefined,
      load as never,
    );
    // What found no room is not kept: there is no bound on how much that is.
    if (!durations.overflow) this.known.set(key, recorder);
    return recorder;
  }

  private loadOf(modelId: string, own: LabelValues): Load {
    const labels = [modelId, ...own];
    const key = labels.join('\0');
    const known = this.loads.get(key);
    if (known !== undefined) return known;
    // Of the model, whatever labels its callers have: times of calls beside one another would not add up.
    const busy = this.busy.get(modelId) ?? new BusyTime(this.registry, modelId);
    const load = new Load(this.registry, labels, busy);
    if (this.loads.size < this.registry.settings.seriesLimit) {
      this.busy.set(modelId, busy);
      this.loads.set(key, load);
    }
    return load;
  }
}

/** The time in which anything ran with a model. */
class BusyTime {
  private readonly registry: PageRegistry;
  private readonly modelId: string;
  private running = 0;
  private sinceMs = 0;

  constructor(registry: PageRegistry, modelId: string) {
    this.registry = registry;
    this.modelId = modelId;
  }

  enter(nowMs: number): void {
    if (this.running === 0) this.sinceMs = nowMs;
    this.running += 1;
  }

  leave(nowMs: number): void {
    this.running -= 1;
    if (this.running > 0) return;
    const seconds = this.registry.of(INFERENCE_BUSY_SECONDS_TOTAL).withLabelValues([this.modelId]);
    seconds.add(Math.max(0, nowMs - this.sinceMs) / 1000);
  }
}

/** What is done with a model: as much of an OperationLoad as adds up over pages. */
class Load {
  private readonly registry: PageRegistry;
  private readonly labels: readonly string[];
  private readonly busy: BusyTime;

  constructor(registry: PageRegistry, labels: readonly string[], busy: BusyTime) {
    this.registry = registry;
    this.labels = labels;
    this.busy = busy;
  }

  enter(nowMs: number): void {
    this.busy.enter(nowMs);
  }

  leave(nowMs: number): void {
    this.busy.leave(nowMs);
  }

  dequeue(queuedSeconds: number, nowMs: number): void {
    this.enter(nowMs);
    if (isDuration(queuedSeconds))
      this.registry.of(INFERENCE_QUEUE_SECONDS).withLabelValues(this.labels).record(queuedSeconds);
  }

  /** It waited, and never ran. */
  leaveQueue(): void {}

  done(amount: number): void {
    if (amount > 0) this.registry.of(INFERENCE_ITEMS_TOTAL).withLabelValues(this.labels).add(amount);
  }
}
