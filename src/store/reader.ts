/** A reader of stores: it takes no lock, writes nothing, and reads what others are writing. */
import type { TimeBudget } from '../metrics/inner.ts';
import { DamageLog, storeContext } from './context.ts';
import type { Files } from './files/files.ts';
import { JoinedView } from './member/joined-view.ts';
import { MemberReaders } from './member/member-readers.ts';
import type { Damage, StoreView } from './model.ts';
import { type ReaderOptions, type ReaderSettings, readerSettings } from './options.ts';
import { StoreAnswer } from './query/store-answer.ts';
import type { StoreQuery } from './query/store-query.ts';
import { type RunsAnswer, type RunsFilter, readRuns } from './runs.ts';

export interface ReaderStatus {
  /** Where it is: a directory, `memory`. */
  readonly place: string;
  /** What was found damaged since it was opened: the first thousand. */
  readonly damage: readonly Damage[];
  /** Records that are gone by that. */
  readonly damagedRecords: number;
}

/**
 * Opens a store to be read, also while others write to it. What is not there yet is found when it is asked for.
 *
 * @throws STORE_OPTION_KIND, STORE_UNKNOWN_OPTION, STORE_PLATFORM
 * @example
 * const store = readStore({ path: './telemetry' });
 */
export function readStore(options: ReaderOptions): StoreReader {
  return new StoreReader(readerSettings(options));
}

export class StoreReader {
  private readonly files: Files;
  private readonly log = new DamageLog();
  private readonly budget: TimeBudget;
  private readonly members: MemberReaders;

  /** @internal */
  constructor(settings: ReaderSettings) {
    const { files } = settings;
    const context = storeContext(settings, this.log);
    this.files = files;
    this.budget = context.budget;
    this.members = new MemberReaders(files, context);
  }

  /**
   * Asks for what all members kept, up to now. Nothing is read before the answer is.
   *
   * @throws TELEMETRY_QUERY, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND
   * @example
   * const rows = await store.query({ metric: 'inference_seconds', groupBy: ['model_id'], stepSeconds: 3600 }).rows();
   */
  query(query: StoreQuery = {}): StoreAnswer {
    return new StoreAnswer(() => this.view(), query, this.budget);
  }

  /**
   * Runs of training with their curves, each as it was kept last.
   *
   * @throws TELEMETRY_ARGUMENT_KIND, STORE_UNKNOWN_OPTION
   * @example
   * const { runs, curves } = await store.runs({ modelId: 'glyphs' });
   */
  runs(filter: RunsFilter = {}): Promise<RunsAnswer> {
    return readRuns(() => this.view(), filter);
  }

  status(): ReaderStatus {
    return {
      place: this.files.place,
      damage: [...this.log.damage],
      damagedRecords: this.log.records,
    };
  }

  /** A reader holds nothing beyond an answer that is being read: it can still be asked. Never rejects. */
  async close(): Promise<void> {}

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal Everything of all members, as it is now; whoever asks releases it. */
  async view(): Promise<StoreView> {
    return new JoinedView(await this.members.views());
  }
}
