/** Brings the entries of a run to a trackio server. */
import { randomId } from '../../telemetry/index.ts';
import type { ServerSettings } from '../delivery/options.ts';
import type { RunWriter, Written } from '../delivery/queue.ts';
import { askServer, Refusal } from '../delivery/server.ts';
import { type Entry, type HistogramEntry, headOf, valuesOf } from '../entries.ts';
import { type BucketRow, bucketRows } from '../histogram-views.ts';

/** A row of trackio: what was logged together. */
interface LogEntry {
  readonly project: string;
  readonly run: string;
  readonly run_id: string;
  readonly metrics: Readonly<Record<string, unknown>>;
  readonly step: number;
  readonly log_id: string;
  readonly config?: object;
}

/** Values of a request: some 100 KB where each has a step of its own. */
const REQUEST_VALUES = 500;

export class TrackioWriter implements RunWriter {
  private readonly settings: ServerSettings;
  private readonly project: string;
  private readonly hfToken: string | undefined;
  private runId = '';
  private name = '';
  /** Parameters and tags, which trackio keeps together. */
  private config: Record<string, unknown> = {};
  private isConfigSent = true;
  /** Of rows: the same for what is written again. */
  private readonly idPrefix = randomId();
  private entriesDone = 0;

  constructor(settings: ServerSettings, project: string, hfToken: string | undefined) {
    this.settings = settings;
    this.project = project;
    this.hfToken = hfToken;
  }

  async write(entries: readonly Entry[], signal: AbortSignal): Promise<Written> {
    const taken = headOf(entries, REQUEST_VALUES);
    const rows = taken.flatMap((entry, i) => this.rowsOf(entry, `${this.idPrefix}-${this.entriesDone + i}`));
    // Parameters come with rows alone: those that none came after get an empty one at the end.
    const isEnd = taken.some(({ kind }) => kind === 'status');
    if (rows.length === 0 && isEnd && !this.isConfigSent)
      rows.push(this.row({}, 0, `${this.idPrefix}-end-${this.entriesDone}`));
    if (rows.length === 0) return this.done(taken.length, 0);
    const [first, ...others] = rows as [LogEntry, ...LogEntry[]];
    const logs = [this.isConfigSent ? first : { ...first, config: this.config }, ...others];
    try {
      const kwargs = { logs, hf_token: this.hfToken ?? null };
      const body = JSON.stringify({ args: [], kwargs });
      await askServer(this.settings, { method: 'POST', path: 'api/bulk_log', body }, signal);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const lost = taken.reduce((sum, entry) => sum + valuesOf(entry), 0);
      return { ...this.done(taken.length, lost), problem: error.message };
    }
    this.isConfigSent = true;
    return this.done(taken.length, 0);
  }

  private done(entries: number, lost: number): Written {
    this.entriesDone += entries;
    return { entries, lost };
  }

  private rowsOf(entry: Entry, id: string): LogEntry[] {
    switch (entry.kind) {
      case 'start':
        this.runId = entry.runId;
        this.name = entry.name;
        // What trackio has of parameters is replaced: a run that may be there keeps its own.
        if (!entry.isNamed) this.configure({ _Created: new Date(entry.timestampUnixMs).toISOString() });
        return [];
      case 'parameters':
        this.configure(entry.parameters);
        return [];
      case 'tags':
        this.configure(entry.tags);
        return [];
      case 'status':
        // Trackio knows no end of a run.
        return [];
      case 'histogram':
        return [this.row({ [entry.name]: histogramOf(entry) }, entry.step, id)];
      case 'points': {
        const bySteps = new Map<number, Record<string, unknown>>();
        for (const { name, value, step } of entry.points) {
          const row = bySteps.get(step) ?? {};
          // As trackio spells what JSON cannot.
          row[name] = Number.isFinite(value) ? value : String(value);
          bySteps.set(step, row);
        }
        return Array.from(bySteps, ([step, metrics]) => this.row(metrics, step, `${id}-${step}`));
      }
    }
  }

  private row(metrics: LogEntry['metrics'], step: number, id: string): LogEntry {
    return { project: this.project, run: this.name, run_id: this.runId, metrics, step, log_id: id };
  }

  private configure(values: object): void {
    this.config = { ...this.config, ...values };
    this.isConfigSent = false;
  }
}

/** As numpy has them: one bound more than counts. */
function histogramOf({ snapshot }: HistogramEntry): object {
  const rows = bucketRows(snapshot);
  const bins = rows.length === 0 ? [] : [(rows[0] as BucketRow).left, ...rows.map(({ right }) => right)];
  return { _type: 'trackio.histogram', bins, values: rows.map(({ count }) => count) };
}
