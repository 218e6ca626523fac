/** A report that is made, and where its files are kept: as long as the process lives, or in files. */
import type { ReportFile } from '../../report/index.ts';

/** What is known of a report that is made. */
export interface KeptReport {
  /** `report_1714953237_1234567890`: when it was asked for, in seconds since 1970, and a random number. */
  readonly reportId: string;
  readonly createdAtUnixMs: number;
  readonly endedAtUnixMs: number;
  /** The range that was asked for, in milliseconds since 1970; undefined where it was open. */
  readonly startUnixMs: number | undefined;
  readonly endUnixMs: number | undefined;
  readonly files: readonly KeptFile[];
}

export interface KeptFile {
  readonly name: string;
  readonly contentType: string;
  /** Undefined of a picture that is drawn when it is asked for. */
  readonly sizeBytes?: number;
}

/** Keeps the files of reports. Nothing that a client says becomes a path: names are those that the report has. */
export interface ReportKeeper {
  /** Where a report lies, for people: a path; undefined where it is in memory. */
  placeOf(reportId: string): string | undefined;
  /** Those that were kept before this process began. */
  load(): Promise<readonly KeptReport[]>;
  keep(report: KeptReport, files: readonly ReportFile[]): Promise<void>;
  /** Undefined where somebody else has removed it. */
  read(reportId: string, name: string): Promise<Uint8Array | undefined>;
  remove(report: KeptReport): Promise<void>;
}

/** As `ReportShelf` makes them. */
const REPORT_ID = /^report_\d{1,12}_\d{10}$/;

/** Of a report: no other name is asked for, or read from what somebody else may have written. */
const FILE_NAME = /^(report\.(html|json|md)|index\.html|[a-z0-9]+(-[a-z0-9]+)*\.(svg|png))$/;

export function isReportId(text: unknown): text is string {
  return typeof text === 'string' && REPORT_ID.test(text);
}

export function isFileName(text: unknown): text is string {
  return typeof text === 'string' && FILE_NAME.test(text);
}

/** What they take: a page that is there under two names is counted once. */
export function sizeBytesOf({ files }: KeptReport): number {
  return files.reduce(
    (sum, { name, sizeBytes }) => (name === 'index.html' ? sum : sum + (sizeBytes ?? 0)),
    0,
  );
}

/** As long as the process lives. */
export class MemoryKeeper implements ReportKeeper {
  private readonly reports = new Map<string, ReadonlyMap<string, Uint8Array>>();

  placeOf(): undefined {
    return undefined;
  }

  async load(): Promise<readonly KeptReport[]> {
    return [];
  }

  async keep({ reportId }: KeptReport, files: readonly ReportFile[]): Promise<void> {
    this.reports.set(reportId, new Map(files.map(({ name, bytes }) => [name, bytes])));
  }

  async read(reportId: string, name: string): Promise<Uint8Array | undefined> {
    return this.reports.get(reportId)?.get(name);
  }

  async remove({ reportId }: KeptReport): Promise<void> {
    this.reports.delete(reportId);
  }
}
