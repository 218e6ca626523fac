/** `inferometer/integrations/onnxruntime`: sessions of onnxruntime-web and onnxruntime-node as they are created, and what they run. */
import {
  type CallLabels,
  labelValuesOf,
  namesOf,
  requireAttributes,
  thenOf,
  transparent,
} from '../telemetry/index.ts';
import { optionalLabel, requireFunction } from '../validate.ts';
import { Download } from './local/download.ts';
import { countLoad, LocalModel, trackLoad } from './local/model.ts';
import { fetchedResource } from './local/resource.ts';
import { type InferenceWatch, instanceOf, type LocalTelemetry, UNKNOWN } from './local/telemetry.ts';
import { type OnnxEnvironment, type Placement, placementOf } from './onnxruntime/execution-provider.ts';
import { type CreateRequest, NOTHING_KNOWN, requestOf } from './onnxruntime/request.ts';

export {
  type OnnxKernelProfile,
  type OnnxProfileOptions,
  onnxKernelProfiler,
  recordOnnxProfile,
} from './onnxruntime/profile.ts';

export type { InferenceWatch, LocalTelemetry };

/** As much of `onnxruntime-web`, `onnxruntime-node` or `onnxruntime-common` as is needed here. */
export interface OnnxRuntime {
  readonly InferenceSession: { create(...args: never[]): Promise<object> };
  readonly env: object;
}

export interface OnnxOptions {
  /** The name of the file of the model, without its ending, if left out; `unknown` for a model that is handed over as bytes. */
  readonly modelId?: string;
  /** What its weights are, `fp32`, `q8`: a label. `unknown` if left out. */
  readonly dtype?: string;
  /** Labels of one's own on loading and inferences. None if left out. */
  readonly labels?: CallLabels;
  /**
   * Items in what a session is fed: a whole number. The first dimension of the first tensor, where it has more than one, if
   * left out.
   */
  readonly batchSizeOf?: (feeds: never) => number;
  /** What `watchPage` gave: inferences say how long they held up the page. Nobody looks if left out. */
  readonly page?: InferenceWatch;
}

const NAMES = /* @__PURE__ */ namesOf<OnnxOptions>({
  modelId: true,
  dtype: true,
  labels: true,
  batchSizeOf: true,
  page: true,
});

/**
 * The runtime's `InferenceSession`, whose sessions are recorded: their creation as the loading of a model, with the size of
 * the file where it is known and the execution provider that they run on, and every `run` as an inference, the first ones
 * apart. Sessions, tensors, errors and everything else are the runtime's own; nothing of the runtime is changed.
 *
 * @param ort the module itself.
 * @throws TELEMETRY_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND, TELEMETRY_LABEL_NAME,
 * TELEMETRY_METRIC_CONFLICT
 * @example
 * import * as ort from 'onnxruntime-web';
 *
 * const InferenceSession = instrumentOnnx(telemetry, ort, { modelId: 'glyphs', dtype: 'fp32' });
 * const session = await InferenceSession.create('/glyphs.onnx', { executionProviders: ['webgpu', 'wasm'] });
 * const { logits } = await session.run({ image });
 */
export function instrumentOnnx<Ort extends OnnxRuntime>(
  telemetry: LocalTelemetry,
  ort: Ort,
  options: OnnxOptions = {},
): Ort['InferenceSession'] {
  requireAttributes('options', options, NAMES);
  const { batchSizeOf } = options;
  if (batchSizeOf !== undefined) requireFunction('batchSizeOf', batchSizeOf);
  optionalLabel('modelId', options.modelId, UNKNOWN);
  optionalLabel('dtype', options.dtype, UNKNOWN);
  labelValuesOf(instanceOf(telemetry), options.labels);
  const sessions = new Sessions(telemetry, ort.env as OnnxEnvironment, options);
  return transparent(ort.InferenceSession, {
    around: (key) => (key === 'create' ? (run, args) => sessions.create(run, args) : undefined),
  });
}

class Sessions {
  private readonly telemetry: LocalTelemetry;
  private readonly environment: OnnxEnvironment;
  private readonly options: OnnxOptions;

  constructor(telemetry: LocalTelemetry, environment: OnnxEnvironment, options: OnnxOptions) {
    this.telemetry = telemetry;
    this.environment = environment;
    this.options = options;
  }

  create(run: () => unknown, args: readonly unknown[]): unknown {
    const { telemetry } = this;
    const { contain } = instanceOf(telemetry);
    const request = contain('callback', () => requestOf(args)) ?? NOTHING_KNOWN;
    const { labels } = this.options;
    const modelId = this.options.modelId ?? request.fileName ?? UNKNOWN;
    const { sizeBytes } = request;
    const loading = {
      ...{ modelId, framework: 'onnxruntime' },
      ...(sizeBytes !== undefined && { modelSizeBytes: sizeBytes }),
      ...(labels && { labels }),
    };
    const created = trackLoad(telemetry, loading, () => run());
    if (thenOf(created) === undefined) return created;
    return (created as Promise<object>).then(
      (session) => contain('callback', () => this.created(session, modelId, request)) ?? session,
      (error) => {
        contain('callback', () => this.refused(modelId, request));
        throw error;
      },
    );
  }

  private created(session: object, modelId: string, request: CreateRequest): object {
    const placement = placementOf(this.environment, request.providers);
    countLoad(this.telemetry, { modelId, ...placement });
    this.noteDownload(modelId, request);
    return this.recorded(session, modelId, placement);
  }

  private refused(modelId: string, { providers }: CreateRequest): void {
    const { requested } = placementOf(this.environment, providers);
    countLoad(this.telemetry, { modelId, requested, device: 'none', fallback: 'failed' });
  }

  private noteDownload(modelId: string, { address }: CreateRequest): void {
    const resource = address === undefined ? undefined : fetchedResource(address);
    if (address === undefined || resource === undefined) return;
    const download = new Download(this.telemetry, modelId);
    download.cached(address, resource.isCached ? 'hit' : 'miss');
    download.loaded(address, resource.sizeBytes);
    download.done(address);
  }

  private recorded(session: object, modelId: string, { device }: Placement): object {
    const { dtype = UNKNOWN, labels, page, batchSizeOf = batchSizeOfFeeds } = this.options;
    const { contain } = instanceOf(this.telemetry);
    const model = new LocalModel(this.telemetry, { modelId, device, dtype, labels, page });
    return transparent(session, {
      around(key) {
        if (key !== 'run') return undefined;
        return (run, args) =>
          model.run(
            contain('callback', () => Number(batchSizeOf(args[0] as never))),
            run,
          );
      },
    });
  }
}

/** By convention the first dimension counts the items; a vector, or a number, is one. */
function batchSizeOfFeeds(feeds: unknown): number {
  const dims = (Object.values(feeds as object)[0] as { readonly dims?: readonly number[] } | undefined)?.dims;
  return dims !== undefined && dims.length > 1 ? (dims[0] as number) : 1;
}
