/** The options of openStore and readStore, with their defaults, checked once. */
import { wrongKind, wrongValue } from '../errors.ts';
import type { Clock, Logger, Scheduler, Timer } from '../ports.ts';
import { systemClock, systemScheduler, systemTimer } from '../runtime/index.ts';
import {
  type Codes,
  isRecord,
  requireBoolean,
  requireInteger,
  requireKnownKeys,
  requireNumberThat,
  requireOneOf,
  requireText,
} from '../validate.ts';
import type { FsyncPolicy, PortSettings } from './context.ts';
import type { Files } from './files/files.ts';
import { platformFiles } from './platform/platform-files.ts';

/** Where a store is. */
export interface StorePlace {
  /**
   * A directory in Node, Deno and Bun, the name of an IndexedDB database in pages and workers of browsers; made where it is
   * missing. Either this or `files`.
   */
  readonly path?: string;
  /** What keeps the files: `new MemoryFiles()`, `opfsFiles()`, `indexedDbFiles()`, `nodeFiles()`, or your own. */
  readonly files?: Files;
}

export interface StoreOptions extends StorePlace, StorePorts {
  /**
   * The directory in the place that this writer has for itself; `main` if left out. A second process that writes to the
   * same place needs another one, or gets STORE_LOCKED. Queries read those of all. Letters, digits, `.`, `_` and `-`.
   */
  readonly member?: string;
  /**
   * What `append` waits for. `always`: the disk keeps it; nothing that was appended is lost, whatever happens. `interval`:
   * the system has it, and the disk keeps it within `fsyncIntervalSeconds`: a loss of power takes the last seconds, the
   * end of the process nothing. `never`: the system has it, and decides. `interval` if left out.
   */
  readonly fsync?: FsyncPolicy;
  /** With `interval`: most seconds until the disk keeps it, 0.01 to 3600; 1 if left out. */
  readonly fsyncIntervalSeconds?: number;
  /** Age at which the journal is sealed into a segment, 1 to 604,800; 3600 if left out. Short ones make many small files. */
  readonly segmentSeconds?: number;
  /** Bytes of the journal at which it is sealed before that, 65,536 or more; 67,108,864 if left out. */
  readonly segmentBytes?: number;
  /** Days after which intervals are removed, above 0; 30 if left out, Infinity to keep all. */
  readonly retentionDays?: number;
  /** Age at which intervals are merged into one an hour, 3600 or more; 172,800 if left out, Infinity for never. */
  readonly hourlyAfterSeconds?: number;
  /** Age at which hours are merged into days, 86,400 or more; 1,209,600 if left out, Infinity for never. */
  readonly dailyAfterSeconds?: number;
  /**
   * Most bytes that wait in memory while nothing can be written, or that the disk was not made to keep yet; 65,536 or
   * more; 33,554,432 if left out. Beyond it the oldest are dropped, counted, and their `append` rejects.
   */
  readonly pendingLimitBytes?: number;
  /**
   * Whether the last interval of attached telemetries is written when the process ends by itself, by `process.exit()` or by
   * an exception, or the page is hidden or left; true if left out. False: what was not flushed is lost then.
   */
  readonly writeOnExit?: boolean;
  /**
   * Whether it is, too, when SIGTERM or SIGINT is about to end the process, and nobody else listens to it; true if left out.
   * As with any listener, a program that computes without a pause is then ended at its next pause.
   */
  readonly writeOnSignals?: boolean;
}

/** What may be changed while a store is open. */
export type StoreConfiguration = Pick<StoreOptions, 'retentionDays'>;

export interface StorePorts {
  /** The platform's own if left out. */
  readonly clock?: Clock;
  readonly timer?: Timer;
  readonly scheduler?: Scheduler;
  /** What warnings go to; nowhere if left out: `status()` has them, too. */
  readonly logger?: Logger;
}

export type ReaderOptions = StorePlace & StorePorts;

export type ReaderSettings = PortSettings & { readonly files: Files };
export type StoreSettings = ReaderSettings &
  Required<Omit<StoreOptions, keyof StorePlace | keyof StorePorts>>;

const OPTION: Codes = {
  kind: 'STORE_OPTION_KIND',
  range: 'STORE_OPTION_RANGE',
  remedy: 'Correct it, or leave it out for the default.',
};
const POLICIES = ['always', 'interval', 'never'] as const satisfies readonly FsyncPolicy[];
const MEMBER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

const READER_NAMES = ['path', 'files', 'clock', 'timer', 'scheduler', 'logger'];

/** @throws STORE_OPTION_KIND, STORE_OPTION_RANGE, STORE_UNKNOWN_OPTION, STORE_PLATFORM */
export function storeSettings(options: StoreOptions): StoreSettings {
  requireRecord(options);
  const settings = {
    member: requireMember(options.member ?? 'main'),
    fsync: requireOneOf(OPTION, 'fsync', options.fsync ?? 'interval', POLICIES),
    fsyncIntervalSeconds: within('fsyncIntervalSeconds', options.fsyncIntervalSeconds ?? 1, 0.01, 3600),
    segmentSeconds: within('segmentSeconds', options.segmentSeconds ?? 3600, 1, 604_800),
    segmentBytes: requireInteger(OPTION, 'segmentBytes', options.segmentBytes ?? 2 ** 26, 65_536),
    retentionDays: above('retentionDays', options.retentionDays ?? 30),
    hourlyAfterSeconds: within('hourlyAfterSeconds', options.hourlyAfterSeconds ?? 172_800, 3600),
    dailyAfterSeconds: within('dailyAfterSeconds', options.dailyAfterSeconds ?? 1_209_600, 86_400),
    pendingLimitBytes: requireInteger(
      OPTION,
      'pendingLimitBytes',
      options.pendingLimitBytes ?? 2 ** 25,
      65_536,
    ),
    writeOnExit: requireBoolean(OPTION, 'writeOnExit', options.writeOnExit ?? true),
    writeOnSignals: requireBoolean(OPTION, 'writeOnSignals', options.writeOnSignals ?? true),
  };
  const names = [...READER_NAMES, ...Object.keys(settings)];
  requireKnownKeys('STORE_UNKNOWN_OPTION', 'options', options, names);
  return { ...settings, ...placeAndPorts(options) };
}

/** What is to be changed, and nothing else. @throws as `storeSettings` */
export function storeConfiguration(configuration: StoreConfiguration): StoreConfiguration {
  requireRecord(configuration);
  requireKnownKeys('STORE_UNKNOWN_OPTION', 'options', configuration, ['retentionDays']);
  const { retentionDays } = configuration;
  return retentionDays === undefined ? {} : { retentionDays: above('retentionDays', retentionDays) };
}

/** @throws as `storeSettings` */
export function readerSettings(options: ReaderOptions): ReaderSettings {
  requireRecord(options);
  requireKnownKeys('STORE_UNKNOWN_OPTION', 'options', options, READER_NAMES);
  return placeAndPorts(options);
}

function placeAndPorts({ path, files, clock, timer, scheduler, logger }: ReaderOptions): ReaderSettings {
  requirePort('clock', clock, ['monotonicMs', 'wallUnixMs']);
  requirePort('timer', timer, ['after']);
  requirePort('scheduler', scheduler, ['now', 'yield']);
  requirePort('logger', logger, ['debug', 'info', 'warn', 'error']);
  return {
    clock: clock ?? systemClock(),
    timer: timer ?? systemTimer(),
    scheduler: scheduler ?? systemScheduler(),
    logger,
    files: filesOf(path, files),
  };
}

const FILE_METHODS = ['list', 'read', 'size', 'open', 'rename', 'remove', 'syncDirectory', 'lock'];

function filesOf(path: string | undefined, files: Files | undefined): Files {
  const remedy = "Pass { path: './telemetry' }, or { files: new MemoryFiles() } to keep nothing.";
  if ((path === undefined) === (files === undefined))
    throw wrongValue('STORE_OPTION_RANGE', 'path', 'either path or files', path, remedy);
  requirePort('files', files, FILE_METHODS);
  return files ?? platformFiles(requireText(OPTION, 'path', path));
}

function requireRecord(options: unknown): void {
  const remedy = "Pass the options as one object, with path: { path: './telemetry' }.";
  if (!isRecord(options)) throw wrongKind('STORE_OPTION_KIND', 'options', 'an object', options, remedy);
}

function requireMember(value: unknown): string {
  const expected = 'letters, digits, ".", "_" and "-", 64 at most, a letter or a digit first';
  const member = requireText(OPTION, 'member', value);
  if (MEMBER.test(member)) return member;
  throw wrongValue('STORE_OPTION_RANGE', 'member', expected, member, 'Name it as the process: worker-3.');
}

function requirePort(label: string, port: unknown, methods: readonly string[]): void {
  if (port === undefined) return;
  const expected = `an object with ${methods.map((name) => `${name}()`).join(', ')}`;
  if (isRecord(port) && methods.every((name) => typeof port[name] === 'function')) return;
  throw wrongKind('STORE_OPTION_KIND', label, expected, port, OPTION.remedy);
}

/** Infinity is a number here. */
function within(label: string, value: unknown, min: number, max = Infinity): number {
  const expected = max === Infinity ? `a number, ${min} or more` : `a number from ${min} to ${max}`;
  return requireNumberThat(OPTION, label, value, expected, (number) => number >= min && number <= max);
}

function above(label: string, value: unknown): number {
  return requireNumberThat(OPTION, label, value, 'a number above 0', (number) => number > 0);
}
