// Every port that can be handed in, working, until the saboteur says otherwise: at one method, at one call or at every one.
import type {
  Clock,
  HistoryStore,
  Logger,
  MemoryProbe,
  OperationSpan,
  TelemetryOptions,
  Timer,
  TraceContext,
  Tracing,
} from 'inferometer';
import type { Machine } from '../../telemetry/time.ts';

/** Where each failure is counted: the label `reason` of `inferometer_recordings_refused_total`. */
export const PORTS = {
  'Clock.monotonicMs': 'clock_failed',
  'Clock.wallUnixMs': 'clock_failed',
  'Scheduler.now': 'scheduler_failed',
  'Scheduler.yield': 'scheduler_failed',
  'Timer.after': 'timer_failed',
  'Logger.debug': 'logger_failed',
  'Logger.info': 'logger_failed',
  'Logger.warn': 'logger_failed',
  'Logger.error': 'logger_failed',
  'MemoryProbe.usedBytes': 'no_memory_reading',
  'MemoryProbe.settledBytes': 'no_memory_reading',
  'MemoryProbe.breakdown': 'no_memory_reading',
  'TraceContext.active': 'trace_context_failed',
  'Tracing.begin': 'tracing_failed',
  'Tracing.note': 'tracing_failed',
  'Tracing.flush': 'tracing_failed',
  'OperationSpan.run': 'tracing_failed',
  'OperationSpan.event': 'tracing_failed',
  'OperationSpan.set': 'tracing_failed',
  'OperationSpan.end': 'tracing_failed',
  'HistoryStore.attach': 'store_failed',
  'listener of intervals': 'listener_failed',
  'listener of alerts': 'listener_failed',
  'listener of budgets': 'listener_failed',
  'callback of observable instruments': 'callback_failed',
  'callback of streams': 'callback_failed',
  'callback of results': 'callback_failed',
  'callback of routes': 'callback_failed',
  'callback of instrumented clients': 'callback_failed',
  'attribute getter': 'callback_failed',
} as const;

export type Site = keyof typeof PORTS;

/** What a site does when it fails: both come from the outside. */
export type Mode = 'throw' | 'reject';

export interface Sabotage {
  readonly site: Site;
  readonly mode: Mode;
  /** Which call fails, counted from 0; every one if undefined. */
  readonly at: number | undefined;
}

export class Saboteur {
  readonly sabotage: Sabotage | undefined;
  readonly calls = new Map<Site, number>();
  failures = 0;

  constructor(sabotage?: Sabotage) {
    this.sabotage = sabotage;
  }

  /** What `work` returns, unless this call is to fail. */
  call<T>(site: Site, work: () => T): T {
    const nth = this.calls.get(site) ?? 0;
    this.calls.set(site, nth + 1);
    const { sabotage } = this;
    if (sabotage?.site !== site || (sabotage.at ?? nth) !== nth) return work();
    this.failures += 1;
    const error = new Error(`sabotage of ${site}`);
    if (sabotage.mode === 'throw') throw error;
    return Promise.reject(error) as T;
  }
}

const IDS = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };

/** All of them, on one machine. */
export function ports(saboteur: Saboteur, machine: Machine) {
  const clock: Clock = {
    monotonicMs: () => saboteur.call('Clock.monotonicMs', () => machine.monotonicMs()),
    wallUnixMs: () => saboteur.call('Clock.wallUnixMs', () => machine.wallUnixMs()),
  };
  const timer: Timer = {
    after: (milliseconds, run) => saboteur.call('Timer.after', () => machine.after(milliseconds, run)),
  };
  const scheduler: NonNullable<TelemetryOptions['scheduler']> = {
    now: () => saboteur.call('Scheduler.now', () => machine.monotonicMs()),
    yield: () => saboteur.call('Scheduler.yield', () => new Promise((resolve) => setTimeout(resolve))),
  };
  const method = (level: keyof Logger) => () => saboteur.call(`Logger.${level}`, () => {});
  const logger: Logger = {
    debug: method('debug'),
    info: method('info'),
    warn: method('warn'),
    error: method('error'),
  };
  const memory: MemoryProbe = {
    usedBytes: () => saboteur.call('MemoryProbe.usedBytes', () => 2 ** 20),
    settledBytes: () => saboteur.call('MemoryProbe.settledBytes', () => 2 ** 20),
    breakdown: () => saboteur.call('MemoryProbe.breakdown', () => ({ heap_used: 2 ** 19 })),
  };
  const traceContext: TraceContext = {
    active: () => saboteur.call('TraceContext.active', () => IDS),
  };
  const span: OperationSpan = {
    ids: IDS,
    run: (fn) => saboteur.call('OperationSpan.run', fn),
    event: () => saboteur.call('OperationSpan.event', () => {}),
    set: () => saboteur.call('OperationSpan.set', () => {}),
    end: () => saboteur.call('OperationSpan.end', () => {}),
  };
  const tracing: Tracing = {
    active: () => undefined,
    begin: () => saboteur.call('Tracing.begin', () => span),
    note: () => saboteur.call('Tracing.note', () => {}),
    flush: () => saboteur.call('Tracing.flush', async () => {}),
  };
  const store: HistoryStore = { attach: () => saboteur.call('HistoryStore.attach', () => {}) };
  return { clock, timer, scheduler, logger, memory, traceContext, tracing, store };
}
