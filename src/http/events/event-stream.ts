/**
 * A stream of events with one producer for all who listen: it works while somebody does, and what it makes is made once,
 * however many they are.
 */
import type { Clock, Timer } from '../../ports.ts';
import { EventClient } from './event-client.ts';
import type { EventClients } from './event-clients.ts';
import { eventFrame, HEARTBEAT, retryFrame } from './frame.ts';

const INTERVAL_MS = 1000;
/** Proxies and runtimes close what is quiet for longer. */
const HEARTBEAT_MS = 15_000;
const RETRY_MS = 2000;
/** Events that a client which was gone for a while is given when it is back: two minutes of them. */
const RING_LENGTH = 120;

export interface EventStreamPorts {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly clients: EventClients;
  /** What making an event rejected with. */
  readonly failed: (error: unknown) => void;
}

interface SentEvent {
  readonly id: string;
  readonly frame: Uint8Array;
}

export class EventStream {
  private readonly event: string;
  private readonly produce: () => Promise<object>;
  private readonly ports: EventStreamPorts;
  private readonly listening = new Set<EventClient>();
  private readonly ring: SentEvent[] = [];
  private sequence = 0;
  private sentMs = -Infinity;
  private lastContent = '';
  private stopWaiting: (() => void) | undefined;
  private isProducing = false;

  /** @param produce an answer as JSON has it; what only its `timestamp` tells from the last one is not sent */
  constructor(event: string, ports: EventStreamPorts, produce: () => Promise<object>) {
    this.event = event;
    this.ports = ports;
    this.produce = produce;
  }

  /**
   * @param lastEventId what a client says it had last: it gets what came since, as far as that is kept
   * @param signal of the request: where the runtime tells of a client that left by this alone
   * @throws ApiError with 503 where too many listen
   */
  listen(lastEventId: string | null, signal: AbortSignal): ReadableStream<Uint8Array> {
    const { clients } = this.ports;
    clients.enter(this.event);
    const leave = () => {
      if (!this.listening.delete(client)) return;
      signal.removeEventListener('abort', leave);
      clients.leave(this.event);
      client.close();
      if (this.listening.size === 0) this.rest();
    };
    const client = new EventClient(leave, () => clients.dropped(this.event));
    this.listening.add(client);
    signal.addEventListener('abort', leave);
    if (signal.aborted) leave();
    client.send(retryFrame(RETRY_MS));
    for (const { frame } of this.missedSince(lastEventId)) client.send(frame);
    // Whoever is new waits for no turn of the others.
    this.lastContent = '';
    if (!this.isProducing) this.tick();
    return client.body;
  }

  get isIdle(): boolean {
    return this.listening.size === 0;
  }

  /** Ends it for all. */
  close(): void {
    for (const client of this.listening) {
      client.close();
      this.ports.clients.leave(this.event);
    }
    this.listening.clear();
    this.rest();
  }

  private rest(): void {
    this.stopWaiting?.();
    this.stopWaiting = undefined;
  }

  private tick(): void {
    this.rest();
    if (this.listening.size === 0) return;
    this.isProducing = true;
    this.produce()
      .then((answer) => this.send(answer))
      .catch(this.ports.failed)
      .finally(() => {
        this.isProducing = false;
        this.beat();
        if (this.listening.size > 0)
          this.stopWaiting = this.ports.timer.after(INTERVAL_MS, () => this.tick());
      });
  }

  private send(answer: object): void {
    const content = JSON.stringify({ ...answer, timestamp: undefined });
    if (content === this.lastContent) return;
    this.lastContent = content;
    this.sequence += 1;
    const id = `${this.ports.clients.runId}-${this.sequence}`;
    const frame = eventFrame(id, this.event, JSON.stringify(answer));
    this.ring.push({ id, frame });
    if (this.ring.length > RING_LENGTH) this.ring.shift();
    this.broadcast(frame);
  }

  private beat(): void {
    if (this.ports.clock.monotonicMs() - this.sentMs >= HEARTBEAT_MS) this.broadcast(HEARTBEAT);
  }

  private broadcast(frame: Uint8Array): void {
    this.sentMs = this.ports.clock.monotonicMs();
    for (const client of this.listening) {
      // Who is behind has enough to show that somebody is here.
      if (frame !== HEARTBEAT || client.isUpToDate) client.send(frame);
    }
  }

  /** Of another run of the server nothing is known. */
  private missedSince(lastEventId: string | null): readonly SentEvent[] {
    const at = this.ring.findIndex(({ id }) => id === lastEventId);
    return at === -1 ? [] : this.ring.slice(at + 1);
  }
}
