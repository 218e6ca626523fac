/** `inferometer/integrations/queue`: queues that tell by events what becomes of their jobs, as BullMQ's do: jobs as operations on storage. */

import { isError } from '../errors.ts';
import {
  type CallLabels,
  contextOf,
  namesOf,
  randomId,
  requireAttributes,
  type StorageHooks,
  storageHooks,
  type TelemetryHandle,
} from '../telemetry/index.ts';
import { optionalLabel, requireFunction } from '../validate.ts';

/** What tells of jobs: BullMQ's `QueueEvents`, its `Worker`, or any emitter with such events. */
export interface JobEvents {
  on(event: never, listener: never): unknown;
  off(event: never, listener: never): unknown;
}

export interface QueueOptions {
  /** `queue` if left out. */
  readonly backend?: string;
  /** What jobs are called, where the events do not say: an open set, but not one of ids. `job` if left out. */
  readonly operationType?: string;
  /** Labels of one's own. None if left out. */
  readonly labels?: CallLabels;
}

const NAMES = /* @__PURE__ */ namesOf<QueueOptions>({ backend: true, operationType: true, labels: true });

/** What a job is told by: `{ jobId, failedReason }` of QueueEvents, a job of a Worker. */
interface JobEvent {
  readonly jobId?: unknown;
  readonly id?: unknown;
  readonly name?: unknown;
  readonly failedReason?: unknown;
  readonly attemptsMade?: unknown;
  readonly finishedOn?: unknown;
  readonly opts?: { readonly attempts?: unknown };
}

/**
 * Records what a queue tells of its jobs: how long each waited and ran, how it ended, that it was tried again. A job that
 * nobody announced begins when it is active.
 *
 * @returns what ends it.
 * @throws TELEMETRY_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND
 * @example
 * const events = new QueueEvents('embeddings', { connection });
 * const stop = watchQueue(telemetry, events, { backend: 'redis', operationType: 'embed' });
 */
export function watchQueue(
  telemetry: TelemetryHandle,
  events: JobEvents,
  options: QueueOptions = {},
): () => void {
  requireAttributes('options', options, NAMES);
  for (const name of ['on', 'off'] as const) {
    requireFunction(`events.${name}`, events?.[name], 'Pass QueueEvents, or any other emitter.');
  }
  const { contain } = contextOf(telemetry);
  const jobs = new Jobs(telemetry, options);
  const listeners: Readonly<Record<string, (job: JobEvent, more: unknown) => void>> = {
    added: (job) => jobs.waits(job),
    waiting: (job) => jobs.waits(job),
    delayed: (job) => jobs.waits(job),
    active: (job) => jobs.runs(job),
    completed: (job) => jobs.ends(job, 'completed'),
    failed: (job, error) =>
      willBeRetried(job) ? jobs.waits(job) : jobs.ends(job, 'failed', failureOf(job, error)),
    removed: (job) => jobs.ends(job, 'cancelled'),
  };
  const attached = Object.entries(listeners).map(([event, listener]) => {
    const contained = (job: unknown, more: unknown) => {
      contain('callback', () => listener(Object(job) as JobEvent, more));
    };
    return [event, contained] as const;
  });
  for (const [event, listener] of attached) events.on(event as never, listener as never);
  return () => {
    for (const [event, listener] of attached) events.off(event as never, listener as never);
  };
}

/** Jobs under way: what queues tell of one differs, and comes from several sides. */
class Jobs {
  private readonly hooks: StorageHooks;
  private readonly backend: string;
  private readonly operationType: string;
  private readonly labels: CallLabels | undefined;
  private readonly limit: number;
  /** Queues number their jobs, each from 1 on. */
  private readonly queueId = randomId();
  private readonly statuses = new Map<string, 'pending' | 'processing'>();

  constructor(telemetry: TelemetryHandle, { backend, operationType, labels }: QueueOptions) {
    this.hooks = storageHooks(telemetry);
    this.backend = optionalLabel('backend', backend, 'queue');
    this.operationType = optionalLabel('operationType', operationType, 'job');
    this.labels = labels;
    this.limit = contextOf(telemetry).inFlightLimit;
  }

  /** It waits; again, where it ran: it failed, or its worker stalled. */
  waits(job: JobEvent): void {
    const operationId = this.idOf(job);
    const status = this.statuses.get(operationId);
    if (status === undefined) this.begin(operationId, job, 'pending');
    if (status !== 'processing') return;
    this.hooks.operationRetried({ operationId });
    this.move(operationId, 'pending');
  }

  runs(job: JobEvent): void {
    const operationId = this.idOf(job);
    const status = this.statuses.get(operationId);
    if (status === undefined) {
      this.begin(operationId, job, 'processing');
      return;
    }
    // Another worker has it now.
    if (status === 'processing') this.hooks.operationRetried({ operationId });
    this.move(operationId, 'processing');
  }

  ends(job: JobEvent, status: 'completed' | 'failed' | 'cancelled', error?: unknown): void {
    const operationId = this.idOf(job);
    if (!this.statuses.delete(operationId)) return;
    this.hooks.statusChanged({ operationId, status, ...(error !== undefined && { error }) });
  }

  private begin(operationId: string, { name }: JobEvent, status: 'pending' | 'processing'): void {
    // As many as the hooks keep: they end the oldest, too.
    const [oldest] = this.statuses.keys();
    if (oldest !== undefined && this.statuses.size >= this.limit) this.statuses.delete(oldest);
    this.statuses.set(operationId, status);
    const { backend, labels } = this;
    const operationType = typeof name === 'string' && name !== '' ? name : this.operationType;
    this.hooks.operationStarted({ operationId, operationType, backend, status, ...(labels && { labels }) });
  }

  private move(operationId: string, status: 'pending' | 'processing'): void {
    this.statuses.set(operationId, status);
    this.hooks.statusChanged({ operationId, status });
  }

  private idOf({ jobId, id }: JobEvent): string {
    return `${this.queueId}/${jobId ?? id}`;
  }
}

/**
 * Of a Worker, which tells of every attempt; QueueEvents of the last one alone. A job that is given up before its last attempt, as
 * by an UnrecoverableError, is finished then.
 */
function willBeRetried({ attemptsMade, finishedOn, opts }: JobEvent): boolean {
  if (typeof finishedOn === 'number') return false;
  return typeof attemptsMade === 'number' && attemptsMade < Number(opts?.attempts ?? 1);
}

/** A Worker has the error itself, QueueEvents its message. */
function failureOf({ failedReason }: JobEvent, error: unknown): unknown {
  return isError(error) ? error : failedReason;
}
