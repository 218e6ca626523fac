/** Runs as event files, which TensorBoard reads. */
import { wrongKind } from '../../errors.ts';
import { requireText } from '../../validate.ts';
import { OPTION, textOf } from '../checks.ts';
import { type DeliveryOptions, deliverySettings } from '../delivery/options.ts';
import { DeliveryQueue, queuePorts, type RunWriter, type Written } from '../delivery/queue.ts';
import { type Entry, headOf } from '../entries.ts';
import { startEntryRun } from '../entry-run.ts';
import type { RunLogger } from '../model.ts';
import {
  fileVersionEvent,
  histogramEvent,
  scalarEvent,
  sessionEndEvent,
  sessionStartEvent,
  textEvent,
} from './events.ts';
import { type EventFiles, platformEventFiles } from './files.ts';
import { frameRecords } from './records.ts';

export interface TensorBoardOptions extends DeliveryOptions {
  /** What `tensorboard --logdir` is given: each run has a directory in it, of its name. */
  readonly directory: string;
  /** Where files are appended to; those of the platform if left out, which pages have not. */
  readonly files?: EventFiles;
}

/**
 * Logs runs as event files: numbers, whole histograms, parameters for its table of hyperparameters, tags as text. Numbers
 * have 32 bits there. Runs of one name share a directory, as those of TensorFlow and PyTorch do.
 *
 * @throws EXPERIMENTS_OPTION_KIND, EXPERIMENTS_OPTION_RANGE, EXPERIMENTS_UNKNOWN_OPTION, EXPERIMENTS_NO_FILES
 * @example
 * const logger = createTensorBoardRunLogger({ directory: './runs' });
 * await using run = logger.startRun({ name: 'lr 0.01', parameters: { learningRate: 0.01 } });
 * run.log({ loss: 0.7 }, { step: 0 });
 */
export function createTensorBoardRunLogger(options: TensorBoardOptions): RunLogger {
  const settings = deliverySettings(options, ['directory', 'files']);
  const directory = requireText(OPTION, 'directory', options.directory).replace(/(?<=.)\/+$/, '');
  const files = options.files ?? platformEventFiles();
  if (typeof files?.append !== 'function')
    throw wrongKind(OPTION.kind, 'files', 'an object with append()', files, OPTION.remedy);
  const ports = queuePorts(settings);
  return {
    startRun(start = {}) {
      return startEntryRun(start, (runId, name) => {
        const writer = new EventFileWriter(files, `${directory}/${directoryName(name)}`, runId);
        return new DeliveryQueue(name, writer, settings, ports);
      });
    },
  };
}

/** Slashes make groups of runs, as everywhere in TensorBoard; no name leads out of the directory. */
function directoryName(name: string): string {
  const parts = name.split('/').map((part) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: no file system likes them
    const plain = part.replace(/[\u0000-\u001f<>:"\\|?*]/g, '_').trim();
    return plain === '.' || plain === '..' ? '_' : plain;
  });
  return parts.filter((part) => part !== '').join('/') || '_';
}

/** Values of an append: some milliseconds of work. */
const WRITE_VALUES = 1000;

class EventFileWriter implements RunWriter {
  private readonly files: EventFiles;
  private readonly directory: string;
  private readonly runId: string;
  private path: string | undefined;
  private fileCount = 0;
  private startedAtUnixMs = 0;
  /** The plugin takes the first parameters of a run, and no others. */
  private hasSession = false;

  constructor(files: EventFiles, directory: string, runId: string) {
    this.files = files;
    this.directory = directory;
    this.runId = runId;
  }

  async write(entries: readonly Entry[]): Promise<Written> {
    const records: Uint8Array[] = [];
    if (this.path === undefined) records.push(fileVersionEvent(Date.now()));
    const hadSession = this.hasSession;
    const taken = headOf(entries, WRITE_VALUES);
    for (const entry of taken) records.push(...this.eventsOf(entry));
    this.path ??= this.nextPath();
    try {
      await this.files.append(this.path, frameRecords(records));
    } catch (error) {
      // Half a record may be there, behind which nothing would be read: the next attempt has a file of its own.
      this.path = undefined;
      this.hasSession = hadSession;
      throw error;
    }
    return { entries: taken.length, lost: 0 };
  }

  private *eventsOf(entry: Entry): Generator<Uint8Array> {
    switch (entry.kind) {
      case 'start':
        this.startedAtUnixMs = entry.timestampUnixMs;
        return;
      case 'points':
        for (const { name, value, step } of entry.points)
          yield scalarEvent(name, value, step, entry.timestampUnixMs);
        return;
      case 'histogram':
        yield histogramEvent(entry.name, entry.snapshot, entry.step, entry.timestampUnixMs);
        return;
      case 'parameters':
        if (!this.hasSession) yield sessionStartEvent(this.runId, entry.parameters, this.startedAtUnixMs);
        else yield* textsOf('parameters', entry.parameters);
        this.hasSession = true;
        return;
      case 'tags':
        yield* textsOf('tags', entry.tags);
        return;
      case 'status':
        if (this.hasSession) yield sessionEndEvent(entry.status, entry.timestampUnixMs);
    }
  }

  /** TensorBoard reads the files of a directory by their names: the time is first. */
  private nextPath(): string {
    this.fileCount += 1;
    const seconds = `${Math.floor(this.startedAtUnixMs / 1000)}`.padStart(10, '0');
    const id = this.runId.replace(/[^\w-]/g, '_');
    return `${this.directory}/events.out.tfevents.${seconds}.inferometer.${id}.${this.fileCount}`;
  }
}

function* textsOf(group: string, texts: Readonly<Record<string, unknown>>): Generator<Uint8Array> {
  for (const [name, text] of Object.entries(texts))
    yield textEvent(`${group}/${name}`, textOf(text), Date.now());
}
