/**
 * Reports that clients ask for: made one after the other beside everything else, kept for a while, handed out file by file.
 */
import { type PngOptions, pngOf } from '../../chart/inner.ts';
import { InferometerError } from '../../errors.ts';
import type { Clock, Timer } from '../../ports.ts';
import { createReport, type ReportFile, type ReportHistory, type ReportRange } from '../../report/index.ts';
import { systemClock, systemTimer } from '../../runtime/index.ts';
import type { Files } from '../../store/index.ts';
import { requireFilter, unixRange } from '../../telemetry/index.ts';
import { FileKeeper } from './file-keeper.ts';
import {
  type KeptFile,
  type KeptReport,
  MemoryKeeper,
  type ReportKeeper,
  sizeBytesOf,
} from './kept-report.ts';

export interface ShelfOptions {
  readonly history: ReportHistory;
  /** Where reports are kept beyond this process; as long as the process lives if left out. */
  readonly files?: Files;
  /** Which of the reports that are made are kept; the newest one does not mind how large it is. */
  readonly keep?: KeepLimits;
  /** Reports that may wait while another one is made; 4 if left out. More are refused. */
  readonly queueLimit?: number;
  /** What has taken longer is given up; 300 if left out. */
  readonly timeoutSeconds?: number;
  /** What draws PNG, where it cannot be imported by its name. */
  readonly png?: Pick<PngOptions, 'resvg' | 'wasm'>;
  readonly clock?: Clock;
  readonly timer?: Timer;
  /** Told why a report failed, in full; clients are not. */
  readonly say?: (level: 'warn' | 'error', fields: object, message: string) => void;
}

export interface KeepLimits {
  /** 20 if left out. */
  readonly count?: number;
  /** 30 days if left out. */
  readonly ageSeconds?: number;
  /** Of all their files; 64 MiB if left out. */
  readonly bytes?: number;
}

const DEFAULT_KEEP: Required<KeepLimits> = { count: 20, ageSeconds: 30 * 86_400, bytes: 64 * 2 ** 20 };

/** Failed ones are listed, too: so many. */
const FAILED_LIMIT = 20;

export interface ReportEntry {
  readonly reportId: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  readonly createdAtUnixMs: number;
  /** Undefined until it has ended. */
  readonly endedAtUnixMs: number | undefined;
  readonly startUnixMs: number | undefined;
  readonly endUnixMs: number | undefined;
  /** How much of it is made, from 0 to 1. */
  readonly progressRatio: number;
  /** None until it is made. */
  readonly files: readonly KeptFile[];
  /** Why it failed, for whoever asked for it. */
  readonly error: string | undefined;
}

/** A file, or why there is none: nobody knows it, its report is not made yet, its report failed. */
export type ShelfFile =
  | { readonly state: 'done'; readonly contentType: string; readonly bytes: Uint8Array }
  | { readonly state: 'unknown' | 'waiting' | 'running' | 'failed' };

/** One that waits, runs or failed. */
interface Request {
  readonly reportId: string;
  readonly range: ReportRange;
  readonly createdAtUnixMs: number;
  state: 'waiting' | 'running' | 'failed';
  progressRatio: number;
  endedAtUnixMs: number | undefined;
  error: string | undefined;
  readonly ended: (entry: ReportEntry) => void;
}

export class ReportShelf {
  private readonly options: ShelfOptions;
  private readonly keeper: ReportKeeper;
  private readonly clock: Clock;
  private readonly timer: Timer;
  private readonly keepLimits: Required<KeepLimits>;
  /** Oldest first, as the next. */
  private readonly requests = new Map<string, Request>();
  private readonly kept = new Map<string, KeptReport>();
  private loading: Promise<void> | undefined;
  private working: Promise<void> | undefined;
  private readonly closing = new AbortController();

  constructor(options: ShelfOptions) {
    this.options = options;
    this.clock = options.clock ?? systemClock();
    this.timer = options.timer ?? systemTimer();
    this.keepLimits = { ...DEFAULT_KEEP, ...options.keep };
    const nowUnixMs = () => this.clock.wallUnixMs();
    this.keeper = options.files === undefined ? new MemoryKeeper() : new FileKeeper(options.files, nowUnixMs);
  }

  /**
   * Begins to make a report, or lets it wait for those before it.
   *
   * @returns `done` resolves when it is made or has failed, and never rejects
   * @throws REPORT_QUEUE_FULL, REPORT_SHELF_CLOSED, TELEMETRY_QUERY, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND
   */
  start(range: ReportRange = {}): { readonly reportId: string; readonly done: Promise<ReportEntry> } {
    requireFilter(range);
    unixRange(range);
    this.requireRoom();
    const createdAtUnixMs = this.clock.wallUnixMs();
    const reportId = `report_${Math.floor(createdAtUnixMs / 1000)}_${randomDigits()}`;
    let ended: Request['ended'] = () => {};
    const done = new Promise<ReportEntry>((resolve) => {
      ended = resolve;
    });
    this.requests.set(reportId, {
      ...{ reportId, range, createdAtUnixMs, ended },
      ...{ state: 'waiting', progressRatio: 0, endedAtUnixMs: undefined, error: undefined },
    });
    this.working ??= this.work();
    return { reportId, done };
  }

  /** All that are known, the newest first. */
  async list(): Promise<readonly ReportEntry[]> {
    await this.loaded();
    await this.prune();
    const entries = [
      ...[...this.kept.values()].map(keptEntry),
      ...[...this.requests.values()].map(requestEntry),
    ];
    return entries.sort((a, b) => b.createdAtUnixMs - a.createdAtUnixMs);
  }

  /** Undefined where nobody knows it. */
  async entry(reportId: string): Promise<ReportEntry | undefined> {
    await this.loaded();
    const request = this.requests.get(reportId);
    if (request !== undefined) return requestEntry(request);
    const report = this.kept.get(reportId);
    return report === undefined ? undefined : keptEntry(report);
  }

  /**
   * A file of a report. A PNG is drawn from its SVG, which takes as long as nothing else here: so it is drawn for those who
   * ask for it.
   *
   * @param name `report.html`, `latency-heatmap.svg`
   * @throws CHART_PNG_PEER
   */
  async file(reportId: string, name: string): Promise<ShelfFile> {
    await this.loaded();
    const request = this.requests.get(reportId);
    if (request !== undefined) return { state: request.state };
    const report = this.kept.get(reportId);
    const file = report?.files.find((one) => one.name === name);
    if (report === undefined || file === undefined) return { state: 'unknown' };
    const { contentType } = file;
    const drawnFrom = contentType === PNG ? file.name.replace(/png$/, 'svg') : undefined;
    const bytes = await this.keeper.read(reportId, drawnFrom ?? file.name);
    if (bytes === undefined) {
      this.kept.delete(reportId);
      return { state: 'unknown' };
    }
    if (drawnFrom === undefined) return { state: 'done', contentType, bytes };
    const png = await pngOf(new TextDecoder().decode(bytes), { dpi: PNG_DPI, ...this.options.png });
    return { state: 'done', contentType, bytes: png };
  }

  /** Where it will lie, for people: undefined where reports are kept in memory. */
  placeOf(reportId: string): string | undefined {
    return this.keeper.placeOf(reportId);
  }

  /** Gives up what is being made and what waits; resolves when nothing is written any more. */
  async close(): Promise<void> {
    this.closing.abort(new InferometerError('REPORT_SHELF_CLOSED', CLOSED));
    await this.working;
  }

  private requireRoom(): void {
    this.closing.signal.throwIfAborted();
    const { queueLimit = 4 } = this.options;
    const pending = [...this.requests.values()].filter(({ state }) => state !== 'failed').length;
    if (pending <= queueLimit) return;
    throw new InferometerError(
      'REPORT_QUEUE_FULL',
      `${pending} reports are being made already. Wait until one of them is there.`,
    );
  }

  private async work(): Promise<void> {
    // So that what began it answers first.
    await Promise.resolve();
    for (;;) {
      const next = [...this.requests.values()].find(({ state }) => state === 'waiting');
      if (next === undefined) break;
      await this.make(next);
    }
    this.working = undefined;
  }

  /** Never rejects. */
  private async make(request: Request): Promise<void> {
    const { reportId, range, createdAtUnixMs } = request;
    const limit = new AbortController();
    const { timeoutSeconds = 300, history } = this.options;
    const tooLong = new InferometerError(
      'REPORT_TIMEOUT',
      `it took longer than ${timeoutSeconds} s. Ask for a shorter range.`,
    );
    const cancelTimeout = this.timer.after(timeoutSeconds * 1000, () => limit.abort(tooLong));
    const onClose = () => limit.abort(this.closing.signal.reason);
    this.closing.signal.addEventListener('abort', onClose);
    request.state = 'running';
    try {
      this.closing.signal.throwIfAborted();
      await this.loaded();
      const onProgress = (doneRatio: number) => {
        request.progressRatio = doneRatio;
      };
      const { files } = await createReport(history, {
        ...range,
        formats: FORMATS,
        signal: limit.signal,
        onProgress,
      });
      limit.signal.throwIfAborted();
      const { startUnixMs, endUnixMs } = unixRange(range);
      const report: KeptReport = {
        reportId,
        createdAtUnixMs,
        endedAtUnixMs: this.clock.wallUnixMs(),
        startUnixMs: finite(startUnixMs),
        endUnixMs: finite(endUnixMs),
        files: files.flatMap(withPng),
      };
      await this.keeper.keep(report, files);
      this.requests.delete(reportId);
      this.kept.set(reportId, report);
      await this.prune();
      request.ended(keptEntry(report));
    } catch (error) {
      this.options.say?.('error', { err: error, reportId }, 'a report could not be made');
      request.state = 'failed';
      request.error = reasonOf(error);
      request.endedAtUnixMs = this.clock.wallUnixMs();
      this.forgetFailures();
      request.ended(requestEntry(request));
    } finally {
      cancelTimeout();
      this.closing.signal.removeEventListener('abort', onClose);
    }
  }

  /** Those of before this process; once, and again where that failed. */
  private loaded(): Promise<void> {
    this.loading ??= this.load().catch((error) => {
      this.loading = undefined;
      this.options.say?.('warn', { err: error }, 'the reports of earlier processes could not be read');
    });
    return this.loading;
  }

  private async load(): Promise<void> {
    const reports = await this.keeper.load();
    for (const report of [...reports].sort((a, b) => a.createdAtUnixMs - b.createdAtUnixMs)) {
      this.kept.set(report.reportId, report);
    }
  }

  /** The oldest go first; what cannot be removed now is tried again. */
  private async prune(): Promise<void> {
    const { count, ageSeconds, bytes } = this.keepLimits;
    const oldestUnixMs = this.clock.wallUnixMs() - ageSeconds * 1000;
    const newestFirst = [...this.kept.values()].reverse();
    let size = 0;
    for (const [i, report] of newestFirst.entries()) {
      size += sizeBytesOf(report);
      const isRoom = i === 0 || (i < count && size <= bytes);
      if (isRoom && report.createdAtUnixMs >= oldestUnixMs) continue;
      this.kept.delete(report.reportId);
      try {
        await this.keeper.remove(report);
      } catch (error) {
        this.options.say?.('warn', { err: error }, 'a report that is too old could not be removed');
      }
    }
  }

  private forgetFailures(): void {
    const failed = [...this.requests.values()].filter(({ state }) => state === 'failed');
    for (const { reportId } of failed.slice(0, -FAILED_LIMIT)) this.requests.delete(reportId);
  }
}

/** Without PNG, which is drawn when it is asked for. */
const FORMATS = ['html', 'json', 'markdown', 'svg'] as const;

const PNG = 'image/png';

/** Twice as fine as a screen, so that it prints well. */
const PNG_DPI = 200;

function withPng({ name, contentType, bytes }: ReportFile): KeptFile[] {
  const file = { name, contentType, sizeBytes: bytes.length };
  return name.endsWith('.svg') ? [file, { name: name.replace(/svg$/, 'png'), contentType: PNG }] : [file];
}

const CLOSED = 'the server was closed before it was made. Ask for it again.';

function keptEntry(report: KeptReport): ReportEntry {
  return { ...report, state: 'done', progressRatio: 1, error: undefined };
}

function requestEntry({ range, ended: _, ...request }: Request): ReportEntry {
  const { startUnixMs, endUnixMs } = unixRange(range);
  return { ...request, startUnixMs: finite(startUnixMs), endUnixMs: finite(endUnixMs), files: [] };
}

function finite(unixMs: number): number | undefined {
  return Number.isFinite(unixMs) ? unixMs : undefined;
}

/** Errors whose messages name what was asked for, and no path. */
const TOLD = /^(REPORT|TELEMETRY|CHART|STORE_QUERY)_/;

/** For clients, who are not told of paths: of what the disk refused the code alone, of what is not ours nothing. */
function reasonOf(error: unknown): string {
  if (error instanceof InferometerError && TOLD.test(error.code)) return error.message;
  const code = error instanceof InferometerError ? ` (${error.code})` : '';
  return `It could not be made${code}; the log of the server says why.`;
}

/** Ten decimal digits: nobody guesses the address of another's report. */
function randomDigits(): string {
  const [one] = crypto.getRandomValues(new Uint32Array(1)) as unknown as [number];
  return String(one).padStart(10, '0');
}
