/** One call of a model over HTTP, followed to the end of the answer's body: a stream of events, or one document. */
import { RecordedCall } from '../../instrument/index.ts';
import { observedResponse, type StreamObserver } from '../../telemetry/index.ts';

/** In bytes. A longer document passes as it is, and nobody looks for usage in it. */
const LONGEST_DOCUMENT = 2 ** 24;

export class RequestCall extends RecordedCall {
  override arrived(value: unknown): unknown {
    if (!(value instanceof Response) || !value.ok || isOfEvents(value)) return super.arrived(value);
    return (
      this.watched(value, new DocumentReader((document) => this.succeeded(document), this)) ??
      super.arrived(value)
    );
  }

  /** What stands in for the response; undefined where it has no body that could be read. */
  protected watched(response: Response, observer: StreamObserver): Response | undefined {
    const watched = observedResponse(response, observer);
    if (watched === undefined) return undefined;
    this.lifetimes.watchOver(watched.kept, { collected: () => observer.abandoned() });
    return watched.response;
  }
}

/** What an answer says as a whole: known when its last byte has passed. */
class DocumentReader implements StreamObserver {
  private readonly read: (document: unknown) => void;
  private readonly call: RecordedCall;
  private readonly decoder = new TextDecoder();
  private text = '';
  private bytes = 0;

  constructor(read: (document: unknown) => void, call: RecordedCall) {
    this.read = read;
    this.call = call;
  }

  chunk(bytes: Uint8Array): void {
    this.bytes += bytes.byteLength;
    if (this.bytes <= LONGEST_DOCUMENT) this.text += this.decoder.decode(bytes, { stream: true });
    else this.text = '';
  }

  completed(): void {
    this.read(documentIn(this.text + this.decoder.decode()));
  }

  failed(error: unknown): void {
    this.call.failed(error);
  }

  returned(): void {
    if (this.call.operation.outcome === undefined) this.call.operation.abort();
  }

  abandoned(): void {
    this.call.operation[Symbol.dispose]();
  }

  unfollowed(): void {
    this.abandoned();
  }
}

/** Gemini, asked to stream without events, sends a list: its last element has the usage. */
function documentIn(text: string): unknown {
  try {
    const document: unknown = JSON.parse(text);
    return Array.isArray(document) ? document.at(-1) : document;
  } catch {
    // Speech, pictures, or a document that was cut away.
    return undefined;
  }
}

function isOfEvents(response: Response): boolean {
  return /event-stream|ndjson|jsonl/.test(response.headers.get('content-type') ?? '');
}
