/** `inferometer/integrations/web-llm`: an engine of WebLLM as its model is loaded, and its completions, whole or streamed. */
import { type CallDescription, type DescribeCall, instrument } from '../instrument/index.ts';
import { type CallLabels, namesOf, requireAttributes, type TelemetryHandle } from '../telemetry/index.ts';
import { optionalLabel, readOnce, requireFunction } from '../validate.ts';
import { type CacheResult, Download, type DownloadOptions, type DownloadProgress } from './local/download.ts';
import { instanceOf, type LocalTelemetry, UNKNOWN } from './local/telemetry.ts';

export type { DownloadOptions, DownloadProgress, LocalTelemetry };

/** As much of an `MLCEngine`, or of one in a worker, as is needed here. */
export interface WebLlmEngine {
  readonly chat: object;
  reload(modelId: never, chatOptions?: never): Promise<void>;
  interruptGenerate(): unknown;
}

export interface WebLlmOptions {
  /** Of an engine that is loaded already: `CreateMLCEngine` does that. That of `reload` if left out. */
  readonly modelId?: string;
  /** Labels of one's own on loading and inferences. None if left out. */
  readonly labels?: CallLabels;
}

const NAMES = /* @__PURE__ */ namesOf<WebLlmOptions>({ modelId: true, labels: true });

/** What an engine answers, by the path of its methods. */
const ANSWERS = {
  'chat.completions.create': 'inference',
  'completions.create': 'inference',
  'embeddings.create': 'embeddings_generation',
} as const;

interface Request {
  readonly model?: unknown;
  readonly input?: unknown;
}

/**
 * A stand-in for an engine of WebLLM: `reload()` is the loading of a model, completions are inferences, and streams with
 * their tokens and usage where they are streamed. `interruptGenerate()` ends them as aborted.
 *
 * @throws TELEMETRY_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND, TELEMETRY_LABEL_NAME
 * @example
 * const engine = instrumentWebLlm(telemetry, new MLCEngine({ initProgressCallback: webLlmProgress(telemetry, { modelId }) }));
 * await engine.reload(modelId);
 * const chunks = await engine.chat.completions.create({ messages, stream: true, stream_options: { include_usage: true } });
 * for await (const chunk of chunks) show(chunk.choices[0]?.delta.content);
 */
export function instrumentWebLlm<E extends WebLlmEngine>(
  telemetry: TelemetryHandle,
  engine: E,
  options: WebLlmOptions = {},
): E {
  requireAttributes('options', options, NAMES);
  const { labels } = options;
  let modelId = optionalLabel('modelId', options.modelId, UNKNOWN);
  let interruption = new AbortController();
  const common = () => ({ signal: interruption.signal, ...(labels && { labels }) });
  const answers = Object.entries(ANSWERS)
    .filter(([path]) => (path.split('.')[0] as string) in engine)
    .map(([path, operationType]): [string, DescribeCall] => [
      path,
      (request?: Request): CallDescription => ({
        operationType,
        modelId: typeof request?.model === 'string' ? request.model : modelId,
        batchSize: (Array.isArray(request?.input) && request.input.length) || 1,
        ...common(),
      }),
    ]);
  return instrument(telemetry, engine, {
    operations: {
      ...Object.fromEntries(answers),
      reload: (given: string | readonly string[]): CallDescription => {
        // Of several all are loaded, and a request says which one it means.
        modelId = typeof given === 'string' ? given : (given[0] ?? UNKNOWN);
        return {
          ...{ operationType: 'model_load', modelId, framework: 'web-llm', device: 'webgpu' },
          ...(labels && { labels }),
        };
      },
      interruptGenerate: () => {
        interruption.abort();
        interruption = new AbortController();
        return undefined;
      },
    } satisfies Record<string, DescribeCall>,
  });
}

/** What `initProgressCallback` is called with. */
export interface WebLlmProgress {
  /** 0 to 1. */
  readonly progress: number;
  readonly text: string;
}

export interface WebLlmProgressOptions extends DownloadOptions {
  readonly modelId: string;
}

const PROGRESS_NAMES = /* @__PURE__ */ namesOf<WebLlmProgressOptions>({
  modelId: true,
  onProgress: true,
  everySeconds: true,
});

/** `Fetching param cache[3/108]: 97MB fetched. 5% completed, ...`, or `Loading model from cache[3/108]: 97MB loaded. ...` */
const REPORT = /^(Fetching|Loading)\b[^[]*cache\[\d+\/\d+\]: (\d+)MB/;

/**
 * An `initProgressCallback`: the files of a model as one download, recorded, and told now and then. WebLLM tells of whole
 * megabytes, and of no files: the model counts as one.
 *
 * @throws TELEMETRY_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND
 * @example
 * const initProgressCallback = webLlmProgress(telemetry, { modelId, onProgress: ({ ratio }) => (bar.value = ratio) });
 * const engine = instrumentWebLlm(telemetry, await CreateMLCEngine(modelId, { initProgressCallback }), { modelId });
 */
export function webLlmProgress(
  telemetry: LocalTelemetry,
  options: WebLlmProgressOptions,
): (report: WebLlmProgress) => void {
  requireAttributes('options', options, PROGRESS_NAMES);
  const { modelId, ...downloadOptions } = readOnce('options', options, PROGRESS_NAMES);
  if (options.onProgress !== undefined) requireFunction('onProgress', options.onProgress);
  const { contain } = instanceOf(telemetry);
  let download: Download | undefined;
  const take = ({ progress, text }: WebLlmProgress) => {
    const [, verb, megabytes] = REPORT.exec(text) ?? [];
    if (megabytes !== undefined) {
      download ??= new Download(telemetry, modelId, downloadOptions);
      const cache: CacheResult = verb === 'Loading' ? 'hit' : 'miss';
      const loadedBytes = Number(megabytes) * 1e6;
      download.cached(modelId, cache);
      download.loaded(modelId, loadedBytes, progress > 0 ? loadedBytes / progress : 0);
    }
    if (progress < 1 || download === undefined || !/^Finish loading/.test(text)) return;
    download.done(modelId);
    download.end();
    download = undefined;
  };
  return (report) => void contain('callback', () => take(report));
}
