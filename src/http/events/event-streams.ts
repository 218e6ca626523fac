/** The streams of one handler: one for each thing that somebody listens to. */
import { closed } from '../answers/explained.ts';
import { EventStream, type EventStreamPorts } from './event-stream.ts';

/** Streams that nobody listens to are kept for those who come back, as many as this. */
const MAX_IDLE = 16;

const HEADERS = { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' };

export class EventStreams {
  private readonly ports: EventStreamPorts;
  private readonly streams = new Map<string, EventStream>();
  private isClosed = false;

  constructor(ports: EventStreamPorts) {
    this.ports = ports;
  }

  /**
   * @param event its name; what is listened to is this and the key
   * @param produce see `EventStream`
   * @throws ApiError with 503
   */
  answer(request: Request, event: string, key: object, produce: () => Promise<object>): Response {
    if (this.isClosed) throw closed();
    const name = `${event} ${JSON.stringify(key)}`;
    const stream = this.streams.get(name) ?? new EventStream(event, this.ports, produce);
    this.makeRoom();
    const body = stream.listen(request.headers.get('last-event-id'), request.signal);
    // What was asked for last is forgotten last.
    this.streams.delete(name);
    this.streams.set(name, stream);
    return new Response(body, { headers: HEADERS });
  }

  /** Ends all streams, and begins no other. */
  close(): void {
    this.isClosed = true;
    for (const stream of this.streams.values()) stream.close();
    this.streams.clear();
  }

  private makeRoom(): void {
    const idle = [...this.streams].filter(([, { isIdle }]) => isIdle);
    for (const [name] of idle.slice(0, Math.max(0, idle.length - MAX_IDLE))) this.streams.delete(name);
  }
}
