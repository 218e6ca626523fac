/** The download of a model: many files, told of thousands of times, as one progress that is told now and then. */
import type { Clock } from '../../ports.ts';
import { instanceOf, type LocalTelemetry, UNKNOWN } from './telemetry.ts';

/** How far all files of a model have come, together. */
export interface DownloadProgress {
  readonly modelId: string;
  /** Of the files that were told of up to now, those from a cache too. */
  readonly loadedBytes: number;
  /** 0 where nobody told: of files whose size is not known yet. */
  readonly totalBytes: number;
  /** 0 to 1; it never falls, though more files may come. */
  readonly ratio: number;
  /** Bytes that were downloaded, by the time since the first file was asked for. */
  readonly bytesPerSecond: number;
  readonly files: number;
  /** Of these, how many came out of a cache. */
  readonly cachedFiles: number;
  readonly isDone: boolean;
}

export interface DownloadOptions {
  /** Called with the progress of all files together: at once, then every `everySeconds` at most, and at the end. Nobody if left out. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** A number of seconds, 0 or more; 0.25 if left out. */
  readonly everySeconds?: number;
}

const FILES = {
  name: 'model_download_files_total',
  help: 'Files of models that were loaded, by whether a cache had them.',
  labels: ['model_id', 'cache'],
} as const;
const BYTES = {
  name: 'model_download_bytes_total',
  help: 'Bytes of the files of models that were loaded, by whether a cache had them.',
  labels: ['model_id', 'cache'],
} as const;
const SECONDS = {
  name: 'model_download_seconds',
  help: 'Time from the first file of a model to its last.',
  unit: 'seconds',
  labels: ['model_id'],
  bucketBounds: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800],
} as const;
const RATE = {
  name: 'model_download_bytes_per_second',
  help: 'Bytes of a model that were downloaded, by the time from its first file to its last; none where a cache had all.',
  unit: 'per_second',
  labels: ['model_id'],
  bucketBounds: [1e5, 2.5e5, 5e5, 1e6, 2.5e6, 5e6, 1e7, 2.5e7, 5e7, 1e8, 1e9],
} as const;
const RATIO = {
  name: 'model_download_progress_ratio',
  help: 'How far the last download of a model has come.',
  unit: 'ratio',
  labels: ['model_id'],
} as const;

/** Whether a cache had a file. */
export type CacheResult = 'hit' | 'miss' | typeof UNKNOWN;

interface LoadedFile {
  loadedBytes: number;
  totalBytes: number;
  cache: CacheResult;
  isDone: boolean;
}

export class Download {
  private readonly telemetry: LocalTelemetry;
  private readonly modelId: string;
  private readonly options: DownloadOptions;
  private readonly clock: Clock;
  private readonly startedMs: number;
  private readonly files = new Map<string, LoadedFile>();
  private toldMs = Number.NEGATIVE_INFINITY;
  private ratio = 0;
  private isOver = false;

  constructor(telemetry: LocalTelemetry, modelId: string, options: DownloadOptions = {}) {
    this.telemetry = telemetry;
    this.modelId = modelId;
    this.options = options;
    this.clock = instanceOf(telemetry).clock;
    this.startedMs = this.clock.monotonicMs();
  }

  /** So much of the file is there; of a file that is begun anew, again from the beginning. */
  loaded(name: string, loadedBytes: number, totalBytes = 0): void {
    const file = this.fileOf(name);
    file.loadedBytes = bytes(loadedBytes);
    file.totalBytes = Math.max(bytes(totalBytes), file.loadedBytes);
    this.tell(false);
  }

  /** How large it is, before any of it is there. */
  expected(name: string, totalBytes: number): void {
    const file = this.fileOf(name);
    file.totalBytes = Math.max(file.totalBytes, bytes(totalBytes));
  }

  /** Whether a cache has it, where that is known. */
  cached(name: string, cache: CacheResult): void {
    this.fileOf(name).cache = cache;
  }

  /** All of it is there. */
  done(name: string): void {
    const file = this.fileOf(name);
    if (file.isDone) return;
    file.isDone = true;
    file.loadedBytes ||= file.totalBytes;
    const labels = { model_id: this.modelId, cache: file.cache };
    this.telemetry.counter(FILES).withLabels(labels).add();
    if (file.loadedBytes > 0) this.telemetry.counter(BYTES).withLabels(labels).add(file.loadedBytes);
    this.tell(false);
  }

  /** Nothing more will come. */
  end(): void {
    if (this.isOver || this.files.size === 0) return;
    this.isOver = true;
    const seconds = this.seconds();
    const labels = { model_id: this.modelId };
    this.telemetry.histogram(SECONDS).withLabels(labels).record(seconds);
    const downloaded = this.downloadedBytes();
    if (downloaded > 0 && seconds > 0) {
      this.telemetry
        .histogram(RATE)
        .withLabels(labels)
        .record(downloaded / seconds);
    }
    this.tell(true);
  }

  private fileOf(name: string): LoadedFile {
    const known = this.files.get(name);
    if (known !== undefined) return known;
    const file: LoadedFile = { loadedBytes: 0, totalBytes: 0, cache: UNKNOWN, isDone: false };
    this.files.set(name, file);
    return file;
  }

  private seconds(): number {
    return (this.clock.monotonicMs() - this.startedMs) / 1000;
  }

  private downloadedBytes(): number {
    return sum(this.files, (file) => (file.cache === 'hit' ? 0 : file.loadedBytes));
  }

  /** Sums over all files, so only when it is told: events come by the ten thousand. */
  private tell(isDone: boolean): void {
    const { onProgress, everySeconds = 0.25 } = this.options;
    const nowMs = this.clock.monotonicMs();
    if (!isDone && nowMs - this.toldMs < everySeconds * 1000) return;
    this.toldMs = nowMs;
    const loadedBytes = sum(this.files, (file) => file.loadedBytes);
    const totalBytes = sum(this.files, (file) => file.totalBytes);
    const ratio = totalBytes > 0 ? loadedBytes / totalBytes : 0;
    this.ratio = isDone ? 1 : Math.max(this.ratio, Math.min(ratio, 1));
    this.telemetry.gauge(RATIO).withLabels({ model_id: this.modelId }).set(this.ratio);
    if (onProgress === undefined) return;
    const seconds = this.seconds();
    const progress: DownloadProgress = {
      modelId: this.modelId,
      loadedBytes,
      totalBytes,
      ratio: this.ratio,
      bytesPerSecond: seconds > 0 ? this.downloadedBytes() / seconds : 0,
      files: this.files.size,
      cachedFiles: sum(this.files, (file) => (file.cache === 'hit' ? 1 : 0)),
      isDone,
    };
    instanceOf(this.telemetry).contain('callback', () => onProgress(progress));
  }
}

function sum(files: ReadonlyMap<string, LoadedFile>, of: (file: LoadedFile) => number): number {
  let total = 0;
  for (const file of files.values()) total += of(file);
  return total;
}

/** What others count may be anything. */
function bytes(given: unknown): number {
  return typeof given === 'number' && given > 0 && given < Infinity ? given : 0;
}
