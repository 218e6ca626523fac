/**
 * Reports in files: a directory for each, which opens from disk as it is, and a list of what is in it that is written last.
 * A directory without that list is what a process left behind that ended in between.
 */
import type { ReportFile } from '../../report/index.ts';
import { FileError, type Files } from '../../store/index.ts';
import { isRecord } from '../../validate.ts';
import { isFileName, isReportId, type KeptFile, type KeptReport, type ReportKeeper } from './kept-report.ts';

const LIST = 'files.json';
const UNFINISHED_LIST = 'files.json.part';

/** What was begun that long ago nobody finishes any more. */
const ABANDONED_SECONDS = 3600;

export class FileKeeper implements ReportKeeper {
  private readonly files: Files;
  private readonly nowUnixMs: () => number;

  constructor(files: Files, nowUnixMs: () => number) {
    this.files = files;
    this.nowUnixMs = nowUnixMs;
  }

  placeOf(reportId: string): string {
    return `${this.files.place}/${reportId}`;
  }

  async load(): Promise<readonly KeptReport[]> {
    const reports: KeptReport[] = [];
    for (const reportId of (await this.files.list('')).filter(isReportId)) {
      const report = await this.listOf(reportId);
      if (report !== undefined) reports.push(report);
      else if (this.isAbandoned(reportId)) await this.removeAll(reportId);
    }
    return reports;
  }

  async keep(report: KeptReport, files: readonly ReportFile[]): Promise<void> {
    const { reportId } = report;
    try {
      for (const { name, bytes } of files) await this.write(`${reportId}/${name}`, bytes);
      const list = new TextEncoder().encode(JSON.stringify({ schemaVersion: 1, ...report }));
      await this.write(`${reportId}/${UNFINISHED_LIST}`, list);
      await this.files.rename(`${reportId}/${UNFINISHED_LIST}`, `${reportId}/${LIST}`);
      await this.files.syncDirectory(reportId);
    } catch (error) {
      // Room is made again where there was none; that may fail for the same reason, which is said once.
      await this.removeAll(reportId).catch(() => {});
      throw error;
    }
  }

  async read(reportId: string, name: string): Promise<Uint8Array | undefined> {
    return this.unlessMissing(() => this.files.read(`${reportId}/${name}`));
  }

  async remove({ reportId }: KeptReport): Promise<void> {
    // First of all, so that what is removed halfway is no report any more.
    await this.files.remove(`${reportId}/${LIST}`);
    await this.removeAll(reportId);
  }

  private async write(path: string, bytes: Uint8Array): Promise<void> {
    const file = await this.files.open(path);
    try {
      await file.append(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  /** Undefined where there is none, or none of ours. */
  private async listOf(reportId: string): Promise<KeptReport | undefined> {
    const bytes = await this.read(reportId, LIST);
    if (bytes === undefined) return undefined;
    try {
      return restored(reportId, JSON.parse(new TextDecoder().decode(bytes)));
    } catch {
      return undefined;
    }
  }

  private isAbandoned(reportId: string): boolean {
    const createdAtSeconds = Number(reportId.split('_')[1]);
    return this.nowUnixMs() / 1000 - createdAtSeconds > ABANDONED_SECONDS;
  }

  private async removeAll(reportId: string): Promise<void> {
    for (const name of await this.files.list(reportId)) await this.files.remove(`${reportId}/${name}`);
    await this.files.removeDirectory?.(reportId);
  }

  private async unlessMissing<T>(read: () => Promise<T>): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      if (error instanceof FileError && error.problem === 'missing') return undefined;
      throw error;
    }
  }
}

/** What was written, as far as it is what we write: anybody may have changed it. */
function restored(reportId: string, list: unknown): KeptReport | undefined {
  if (!isRecord(list) || list.schemaVersion !== 1 || !Array.isArray(list.files)) return undefined;
  const { createdAtUnixMs, endedAtUnixMs, startUnixMs, endUnixMs } = list;
  const times = [createdAtUnixMs, endedAtUnixMs, startUnixMs ?? 0, endUnixMs ?? 0];
  if (!times.every(Number.isFinite) || !list.files.every(isKeptFile)) return undefined;
  return {
    reportId,
    createdAtUnixMs: createdAtUnixMs as number,
    endedAtUnixMs: endedAtUnixMs as number,
    startUnixMs: startUnixMs as number | undefined,
    endUnixMs: endUnixMs as number | undefined,
    files: list.files,
  };
}

function isKeptFile(file: unknown): file is KeptFile {
  return (
    isRecord(file) &&
    isFileName(file.name) &&
    typeof file.contentType === 'string' &&
    (file.sizeBytes === undefined || Number.isSafeInteger(file.sizeBytes))
  );
}
