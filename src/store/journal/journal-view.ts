/** What a journal holds at one moment, as points: whatever is appended, sealed or removed afterwards. */
import { InferometerError } from '../../errors.ts';
import { type Labels, type MetricSnapshot, runInSlices } from '../../metrics/inner.ts';
import type { StoreContext } from '../context.ts';
import { FileError, type Files } from '../files/files.ts';
import type { Coverage, PointSource, Selection, StoredInterval, StoredPoint, StoredRuns } from '../model.ts';
import { intervalIn, type Payload, readPayload, runsIn } from './payload.ts';
import { HEADER_BYTES, type RecordKind } from './record.ts';
import { checksumOf } from './scan.ts';

/** Points of a batch, at most: a few megabytes. */
const BATCH_POINTS = 2000;

/** A record of the journal: in memory, or where it is in which file. */
export interface HeldRecord {
  readonly kind: RecordKind;
  readonly startedAtUnixMs: number;
  readonly endedAtUnixMs: number;
  /** While it is in memory. */
  readonly payload: Uint8Array | undefined;
  readonly place: RecordPlace | undefined;
}

export interface RecordPlace {
  readonly path: string;
  readonly offset: number;
  readonly payloadBytes: number;
  readonly payloadCrc32c: number;
}

export interface JournalViewSettings {
  readonly files: Files;
  readonly member: string;
  readonly context: StoreContext;
  /** In the order of their sequences. */
  readonly records: readonly HeldRecord[];
  readonly release: () => void;
  /** Whether another process writes it, and may seal what is read. */
  readonly isOfOther: boolean;
}

export class JournalView implements PointSource {
  private readonly settings: JournalViewSettings;
  private isReleased = false;

  constructor(settings: JournalViewSettings) {
    this.settings = settings;
  }

  async *points(selection: Selection): AsyncGenerator<readonly StoredPoint[]> {
    const { member, context } = this.settings;
    if (!this.isOfMember(selection)) return;
    for await (const payload of this.payloads('interval', selection)) {
      const reader = this.attempted(payload, () => intervalIn(payload.content));
      if (reader === undefined) continue;
      const { startedAtUnixMs, endedAtUnixMs, durationSeconds } = reader.times;
      const metrics = reader.metrics(selection.isWanted, (labels) => mayMatch(labels, selection.labels));
      const identity = { member, startedAtUnixMs, endedAtUnixMs, durationSeconds };
      for (;;) {
        const next = this.attempted(payload, () => metrics.next());
        if (next === undefined || next.done) break;
        if (next.value !== undefined) yield* batchesOf(next.value, identity);
        if (context.budget.isExhausted()) await context.budget.pause();
        selection.signal?.throwIfAborted();
      }
    }
  }

  async *coverage(selection: Selection): AsyncGenerator<readonly Coverage[]> {
    const { member } = this.settings;
    if (!this.isOfMember(selection)) return;
    for await (const payload of this.payloads('interval', selection)) {
      const times = this.attempted(payload, () => intervalIn(payload.content).times);
      if (times === undefined) continue;
      const { startedAtUnixMs, endedAtUnixMs, durationSeconds } = times;
      const { instance } = payload.content;
      yield [{ member, instance, startedAtUnixMs, endedAtUnixMs, durationSeconds }];
    }
  }

  /** Whole intervals, as sealing takes them. */
  async *intervals(): AsyncGenerator<StoredInterval> {
    const { member, context } = this.settings;
    for await (const payload of this.payloads('interval')) {
      const interval = await this.attemptedInSlices(payload, function* () {
        const reader = intervalIn(payload.content);
        const metrics: MetricSnapshot[] = [];
        for (const metric of reader.metrics()) {
          if (metric !== undefined) metrics.push(metric);
          yield;
        }
        return { ...reader.times, metrics, member, instance: payload.content.instance };
      });
      if (interval !== undefined) yield interval;
      if (context.budget.isExhausted()) await context.budget.pause();
    }
  }

  /** Oldest first: what comes later of an instance replaces what came before. */
  async *runs(): AsyncGenerator<StoredRuns> {
    const { member } = this.settings;
    for await (const payload of this.payloads('runs')) {
      const runs = await this.attemptedInSlices(payload, () => runsIn(payload.content));
      if (runs !== undefined) yield { ...runs, member, instance: payload.content.instance };
    }
  }

  /** Files that it reads may be removed from now on. */
  release(): void {
    if (this.isReleased) return;
    this.isReleased = true;
    this.settings.release();
  }

  private isOfMember({ members }: Selection): boolean {
    return members === undefined || members.includes(this.settings.member);
  }

  private async *payloads(kind: RecordKind, selection?: Selection): AsyncGenerator<Located> {
    const { startUnixMs = -Infinity, endUnixMs = Infinity, signal } = selection ?? {};
    for (const record of this.settings.records) {
      signal?.throwIfAborted();
      const { startedAtUnixMs } = record;
      if (record.kind !== kind || startedAtUnixMs < startUnixMs || startedAtUnixMs >= endUnixMs) continue;
      const payload = await this.payload(record);
      if (payload !== undefined) yield payload;
    }
  }

  private async payload({ payload, place }: HeldRecord): Promise<Located | undefined> {
    if (payload !== undefined) return { content: readPayload(payload), place };
    if (place === undefined) return undefined;
    const { files, context } = this.settings;
    const { path, offset, payloadBytes, payloadCrc32c } = place;
    let bytes: Uint8Array;
    try {
      bytes = await files.read(path, offset, offset + payloadBytes);
    } catch (error) {
      if (!(error instanceof FileError && error.problem === 'missing')) throw error;
      // Another process seals what this one reads: whoever asks anew finds it in a segment.
      if (this.settings.isOfOther) throw changedError();
      this.damaged(place, 'its file is not there any more');
      return undefined;
    }
    if (bytes.length === payloadBytes && (await checksumOf(bytes, context.budget)) === payloadCrc32c)
      return { content: readPayload(bytes), place };
    this.damaged(place, 'its checksum is wrong');
    return undefined;
  }

  /** What the record gives; undefined, and counted, where its content is damaged though its checksum is right. */
  private attempted<T>({ place }: Located, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof InferometerError)) throw error;
      this.damaged(place, error.message);
      return undefined;
    }
  }

  private async attemptedInSlices<T>(
    { place }: Located,
    work: () => Generator<void, T>,
  ): Promise<T | undefined> {
    try {
      return await runInSlices(work(), this.settings.context.budget);
    } catch (error) {
      if (!(error instanceof InferometerError)) throw error;
      this.damaged(place, error.message);
      return undefined;
    }
  }

  private damaged(place: RecordPlace | undefined, reason: string): void {
    const path = place?.path ?? 'memory';
    const at = place === undefined ? '' : `, at byte ${place.offset - HEADER_BYTES}`;
    this.settings.context.damaged({ what: 'record', path, lost: 1, reason: reason + at });
  }
}

interface Located {
  readonly content: Payload;
  readonly place: RecordPlace | undefined;
}

/** Values that are no strings are compared by whoever asked. */
function mayMatch(labels: Labels, wanted: Selection['labels']): boolean {
  for (const name in wanted) {
    const value = Object.hasOwn(labels, name) ? labels[name] : '';
    if (typeof value === 'string' && value !== wanted[name]) return false;
  }
  return true;
}

function changedError(): InferometerError {
  return new InferometerError(
    'STORE_CHANGED',
    'the journal was sealed by its writer while it was read. Ask again.',
  );
}

function* batchesOf(
  { instrument, fullName, series }: MetricSnapshot,
  identity: Pick<StoredPoint, 'member' | 'startedAtUnixMs' | 'endedAtUnixMs' | 'durationSeconds'>,
): Generator<readonly StoredPoint[]> {
  for (let from = 0; from < series.length; from += BATCH_POINTS) {
    const some = series.slice(from, from + BATCH_POINTS);
    yield some.map((point) => ({ ...identity, instrument, fullName, point }));
  }
}
