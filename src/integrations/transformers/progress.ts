/** The events by which transformers.js tells of its files, as one download. */
import { namesOf, requireAttributes } from '../../telemetry/index.ts';
import { optionalLabel, readOnce, requireFunction } from '../../validate.ts';
import { Download, type DownloadOptions } from '../local/download.ts';
import { wasFetched } from '../local/resource.ts';
import { instanceOf, type LocalTelemetry, UNKNOWN } from '../local/telemetry.ts';

/** As much of what `progress_callback` is called with as is needed here. */
export interface TransformersProgress {
  readonly status: string;
  readonly name?: string;
  readonly file?: string;
  readonly loaded?: number;
  readonly total?: number;
  readonly files?: Readonly<Record<string, { readonly loaded: number; readonly total: number }>>;
}

export interface TransformersProgressOptions extends DownloadOptions {
  /** That of the first file if left out. */
  readonly modelId?: string;
}

const PROGRESS_NAMES = /* @__PURE__ */ namesOf<TransformersProgressOptions>({
  modelId: true,
  onProgress: true,
  everySeconds: true,
});

/** What `progress_callback` takes; called with `end` when nothing more will come. */
export interface TransformersProgressCallback {
  (info: TransformersProgress): void;
  /** The model is loaded: what its download took is recorded. `ready` of a pipeline does it too. */
  end(): void;
}

/**
 * A `progress_callback`: of the thousands of events of all files one progress, recorded, and told now and then. Whether a cache
 * had a file is what transformers.js 4 says, or what the platform knows of files that were fetched, or unknown.
 *
 * @throws TELEMETRY_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND
 * @example
 * const progress = transformersProgress(telemetry, { onProgress: ({ ratio }) => (bar.value = ratio) });
 * const model = await AutoModel.from_pretrained('Xenova/bert-tiny', { progress_callback: progress });
 * progress.end();
 */
export function transformersProgress(
  telemetry: LocalTelemetry,
  options: TransformersProgressOptions = {},
): TransformersProgressCallback {
  requireAttributes('options', options, PROGRESS_NAMES);
  const { modelId, ...downloadOptions } = readOnce('options', options, PROGRESS_NAMES);
  if (options.onProgress !== undefined) requireFunction('onProgress', options.onProgress);
  optionalLabel('modelId', modelId, UNKNOWN);
  const { contain } = instanceOf(telemetry);
  const sinceMs = performance.now();
  const known = new CachedFiles();
  let download: Download | undefined;
  const take = (info: TransformersProgress) => {
    const { status, name, file, loaded = 0, total = 0, files } = info;
    if (status === 'ready') {
      download?.end();
      return;
    }
    download ??= new Download(telemetry, modelId ?? name ?? UNKNOWN, downloadOptions);
    for (const [one, { total: whole }] of Object.entries(files ?? {})) download.expected(one, whole);
    if (files !== undefined) known.all(files);
    if (file === undefined) return;
    if (status === 'progress') {
      known.progress(file);
      download.loaded(file, loaded, total);
    }
    if (status !== 'done') return;
    const fetched = wasFetched(`/${file}`, sinceMs);
    if (fetched !== undefined) download.cached(file, fetched ? 'miss' : 'hit');
    else if (known.isCached(file)) download.cached(file, 'hit');
    download.done(file);
  };
  return Object.assign((info: TransformersProgress) => void contain('callback', () => take(info)), {
    end: () => void contain('callback', () => download?.end()),
  });
}

/**
 * Which files a cache had, as transformers.js 4 tells it: before anything is loaded they are there as a whole in the list of all
 * files. The first such list comes with the first event of some file, of which it says what has come of it by then. Of a file that is
 * not there as a whole it says nothing: the library remembers for the whole process what was so at first.
 */
class CachedFiles {
  private cached: Set<string> | undefined;
  private isFirst = true;

  all(files: Readonly<Record<string, { readonly loaded: number; readonly total: number }>>): void {
    this.cached ??= new Set(
      Object.entries(files).flatMap(([file, { loaded, total }]) =>
        total > 0 && loaded === total ? [file] : [],
      ),
    );
  }

  /** Called with the event that the list came before. */
  progress(file: string): void {
    if (this.isFirst) this.cached?.delete(file);
    this.isFirst = false;
  }

  isCached(file: string): boolean {
    return this.cached?.has(file) ?? false;
  }
}
