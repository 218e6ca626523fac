/** `inferometer/integrations/transformers`: pipelines of transformers.js as they are loaded, their files as one download, their calls, and the tokens that they stream. */
import { standInFor } from '../instrument/index.ts';
import {
  CALL,
  type CallLabels,
  isAbortState,
  labelValuesOf,
  namesOf,
  type PushedStream,
  requireAttributes,
  settle,
  startStream,
  type TelemetryHandle,
  thenOf,
  transparent,
} from '../telemetry/index.ts';
import { optionalLabel, requireFunction } from '../validate.ts';
import type { DownloadOptions, DownloadProgress } from './local/download.ts';
import { countLoad, LocalModel, trackLoad } from './local/model.ts';
import { type InferenceWatch, instanceOf, type LocalTelemetry, UNKNOWN } from './local/telemetry.ts';
import { type TransformersProgress, transformersProgress } from './transformers/progress.ts';

export {
  type TransformersProgress,
  type TransformersProgressCallback,
  type TransformersProgressOptions,
  transformersProgress,
} from './transformers/progress.ts';
export type { DownloadOptions, DownloadProgress, InferenceWatch, LocalTelemetry };

export interface TransformersOptions extends DownloadOptions {
  /** That of the call of `pipeline` if left out; `default` where the task chooses. */
  readonly modelId?: string;
  /** Labels of one's own on loading and inferences. None if left out. */
  readonly labels?: CallLabels;
  /** What `watchPage` gave: inferences say how long they held up the page. Nobody looks if left out. */
  readonly page?: InferenceWatch;
}

const NAMES = /* @__PURE__ */ namesOf<TransformersOptions>({
  modelId: true,
  labels: true,
  page: true,
  onProgress: true,
  everySeconds: true,
});

type Pipeline = (...args: never[]) => Promise<object>;

/**
 * `pipeline` of transformers.js, whose pipelines are recorded: their loading, their files as one download, and each call as
 * an inference, as a stream of tokens where it is handed a `streamer`. What it loads, gives and throws is unchanged. What is
 * downloaded, too: transformers.js asks for more where it has a `progress_callback`, so one is only handed on where the call
 * has one, or `onProgress` is here; of other downloads nothing is known.
 *
 * @throws TELEMETRY_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND, TELEMETRY_LABEL_NAME
 * @example
 * import * as transformers from '@huggingface/transformers';
 *
 * const pipeline = instrumentPipeline(telemetry, transformers.pipeline, { onProgress: ({ ratio }) => (bar.value = ratio) });
 * const classify = await pipeline('text-classification', 'Xenova/bert-tiny', { device: 'webgpu', dtype: 'q8' });
 * const [{ label }] = await classify('Cheap enough to leave on.');
 */
export function instrumentPipeline<P extends Pipeline>(
  telemetry: LocalTelemetry,
  pipeline: P,
  options: TransformersOptions = {},
): P {
  requireAttributes('options', options, NAMES);
  requireFunction('pipeline', pipeline);
  optionalLabel('modelId', options.modelId, UNKNOWN);
  if (options.onProgress !== undefined) requireFunction('onProgress', options.onProgress);
  const instance = instanceOf(telemetry);
  labelValuesOf(instance, options.labels);
  const around = (run: (args?: readonly unknown[]) => unknown, args: readonly unknown[]) =>
    load(telemetry, options, run, args);
  return standInFor(instance, pipeline, Object.keys(options).length === 0, () =>
    transparent(pipeline, { around: (key) => (key === CALL ? around : undefined) }),
  );
}

/** What a call of `pipeline` may say. */
interface LoadOptions {
  readonly device?: unknown;
  readonly dtype?: unknown;
  readonly signal?: AbortSignal;
  readonly progress_callback?: ((info: TransformersProgress) => void) | null;
}

function load(
  telemetry: LocalTelemetry,
  options: TransformersOptions,
  run: (args?: readonly unknown[]) => unknown,
  args: readonly unknown[],
): unknown {
  const { contain } = instanceOf(telemetry);
  const [task, model, given] = args as [unknown, unknown, LoadOptions | undefined];
  const modelId = options.modelId ?? (typeof model === 'string' ? model : 'default');
  const { progress_callback, signal } = Object(given) as LoadOptions;
  const isWatched = typeof progress_callback === 'function' || options.onProgress !== undefined;
  const progress = isWatched
    ? transformersProgress(telemetry, { ...progressOptions(options), modelId })
    : undefined;
  const handedOn =
    progress === undefined
      ? args
      : [task, model, { ...given, progress_callback: both(progress, progress_callback) }];
  const { labels } = options;
  const loading = {
    ...{ modelId, framework: 'transformers.js' },
    ...(labels && { labels }),
    ...(isAbortState(signal) && { signal }),
  };
  const loaded = trackLoad(telemetry, loading, () => run(handedOn));
  if (thenOf(loaded) === undefined) return loaded;
  const requested = textOf(given?.device);
  return (loaded as Promise<object>).then(
    (pipe) => {
      progress?.end();
      const recorded = contain('callback', () => {
        const { device = requested, dtype = textOf(given?.dtype) } = sessionOf(pipe);
        const fallback = requested === 'default' || requested === device ? 'none' : 'library_choice';
        countLoad(telemetry, { modelId, requested, device, fallback });
        const { page } = options;
        return recordedPipe(telemetry, pipe, String(task), { modelId, device, dtype, labels, page });
      });
      return recorded ?? pipe;
    },
    (error) => {
      contain('callback', () =>
        countLoad(telemetry, { modelId, requested, device: 'none', fallback: 'failed' }),
      );
      throw error;
    },
  );
}

/** Ours is told first: what theirs throws is theirs. */
function both(progress: (info: TransformersProgress) => void, theirs: LoadOptions['progress_callback']) {
  if (typeof theirs !== 'function') return progress;
  return (info: TransformersProgress) => {
    progress(info);
    theirs(info);
  };
}

function progressOptions({ onProgress, everySeconds }: TransformersOptions): DownloadOptions {
  return { ...(onProgress && { onProgress }), ...(everySeconds !== undefined && { everySeconds }) };
}

/** One for each part of the model, or one for all; `default` where the library chooses. */
function textOf(given: unknown): string {
  if (typeof given === 'string') return given;
  if (typeof given !== 'object' || given === null) return 'default';
  return [...new Set(Object.values(given).map(String))].sort().join('+') || 'default';
}

/** What the library has chosen: its sessions say it, where they do. */
function sessionOf(pipe: object): { readonly device?: string; readonly dtype?: string } {
  const { sessions } = ((pipe as { model?: object | null }).model ?? {}) as { sessions?: object };
  const [session] = Object.values(sessions ?? {}) as { config?: { device?: unknown; dtype?: unknown } }[];
  const { device, dtype } = session?.config ?? {};
  return {
    ...(typeof device === 'string' && { device }),
    ...(typeof dtype === 'string' && { dtype }),
  };
}

/** Tasks whose calls give embeddings. */
const EMBEDDING_TASKS = ['feature-extraction', 'image-feature-extraction'];

interface PipeOptions {
  readonly modelId: string;
  readonly device: string;
  readonly dtype: string;
  readonly labels: CallLabels | undefined;
  readonly page: InferenceWatch | undefined;
}

function recordedPipe(telemetry: LocalTelemetry, pipe: object, task: string, options: PipeOptions): object {
  const operationType = EMBEDDING_TASKS.includes(task) ? 'embeddings_generation' : undefined;
  const model = new LocalModel(telemetry, { ...options, operationType });
  const { modelId, labels, page } = options;
  return transparent(pipe, {
    around(key) {
      if (key !== CALL) return undefined;
      return (run, args) => {
        const streamer = streamerIn(args);
        if (streamer !== undefined) {
          const stream = startStream(telemetry as unknown as TelemetryHandle, {
            modelId,
            ...(labels && { labels }),
          });
          const left = page?.begin(modelId);
          return streamed(stream, left, streamer, run, args);
        }
        return model.run(itemsIn(args[0]), run);
      };
    },
  });
}

/** A chat is one item, a list of texts or images one each. */
function itemsIn(inputs: unknown): number {
  if (!Array.isArray(inputs) || inputs.length === 0) return 1;
  const [first] = inputs as unknown[];
  const isChat = typeof first === 'object' && first !== null && 'role' in first;
  return isChat ? 1 : inputs.length;
}

/** What `generate()` pushes token ids to: `TextStreamer`, or alike. */
interface Streamer {
  put(value: readonly (readonly unknown[])[]): void;
}

function streamerIn(args: readonly unknown[]): Streamer | undefined {
  const options = args.at(-1);
  if (typeof options !== 'object' || options === null) return undefined;
  // A copy takes its place: one with a class of its own would lose that.
  if (Object.getPrototypeOf(options) !== Object.prototype) return undefined;
  const { streamer } = options as { streamer?: Partial<Streamer> | null };
  return typeof streamer?.put === 'function' ? (streamer as Streamer) : undefined;
}

function streamed(
  stream: PushedStream,
  left: (() => void) | undefined,
  streamer: Streamer,
  run: (args?: readonly unknown[]) => unknown,
  args: readonly unknown[],
): unknown {
  let isPrompt = true;
  const watched = transparent(streamer, {
    around(key) {
      if (key !== 'put') return undefined;
      return (put, [value]) => {
        const tokens = Array.isArray(value) && Array.isArray(value[0]) ? value[0].length : 0;
        // The first ones are those that it was asked with.
        if (isPrompt) stream.usage({ inputTokens: tokens });
        else stream.token(tokens);
        isPrompt = false;
        return put();
      };
    },
  });
  const options = { ...(args.at(-1) as object), streamer: watched };
  return settle(
    () => run([...args.slice(0, -1), options]),
    (value) => {
      left?.();
      stream.end();
      return value;
    },
    (error) => {
      left?.();
      stream.fail(error);
    },
  );
}
