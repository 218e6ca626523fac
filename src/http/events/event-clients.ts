/** Those who listen to any of the streams: how many there are, and may be. */
import { randomId } from '../../telemetry/index.ts';
import { refusal } from '../answers/refusal.ts';

export interface ClientsObserver {
  /** How many listen to a stream now. */
  listening(stream: string, clients: number): void;
  dropped(stream: string): void;
}

export class EventClients {
  /** In the ids of events: those of another run of the server are not this one's. */
  readonly runId: string = randomId().slice(0, 8);
  private readonly max: number;
  private readonly observer: ClientsObserver;
  private readonly counts = new Map<string, number>();
  private count = 0;

  constructor(max: number, observer: ClientsObserver) {
    this.max = max;
    this.observer = observer;
  }

  /** @throws ApiError with 503 */
  enter(stream: string): void {
    if (this.count >= this.max) {
      throw refusal(503, `${this.max} clients listen already. Try again in a while, or ask for JSON.`, {
        retryAfterSeconds: 10,
      });
    }
    this.change(stream, 1);
  }

  leave(stream: string): void {
    this.change(stream, -1);
  }

  dropped(stream: string): void {
    this.observer.dropped(stream);
  }

  private change(stream: string, by: number): void {
    this.count += by;
    const listening = (this.counts.get(stream) ?? 0) + by;
    this.counts.set(stream, listening);
    this.observer.listening(stream, listening);
  }
}
