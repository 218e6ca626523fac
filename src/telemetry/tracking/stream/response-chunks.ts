/** Chunks in the body of a response, as the model sent them: events of a server, or lines of JSON. */
import { forwarding } from '../../operations/following/forwarding.ts';
import type { StreamObserver } from '../../operations/following/stream-observer.ts';

/** What a stream says to an observer of chunks: of a response that is a stream of events, each of these. */
export function chunksOf(stream: object, observer: StreamObserver): StreamObserver {
  if (!(stream instanceof Response) || !isOfLines(stream)) return observer;
  const decoder = new TextDecoder();
  const events = new Events((text) => observer.chunk(chunkIn(text)));
  return forwarding(observer, {
    chunk(bytes) {
      events.add(decoder.decode(bytes as Uint8Array, { stream: true }));
    },
    completed() {
      events.add(decoder.decode());
      events.end();
      observer.completed();
    },
  });
}

/** In characters. Of a line or an event that goes on without an end, so much is a chunk of its own. */
const LONGEST_LINE = 2 ** 24;

/**
 * Server-sent events (HTML, 9.2.6): lines that end in LF, CRLF or CR; an event is its lines `data:`, up to a blank one. A line
 * that is JSON is one by itself, as in NDJSON. The last one need not be ended, and the word by which OpenAI ends its events
 * is none.
 */
class Events {
  private readonly told: (text: string) => void;
  /** The line that has not ended yet. */
  private rest = '';
  /** Whether that line came after a CR, so that an LF now is a part of its end. */
  private isAfterReturn = false;
  /** Of the event that has not ended yet. */
  private data: string[] = [];
  /** Of these lines, in characters. */
  private dataLength = 0;

  constructor(told: (text: string) => void) {
    this.told = told;
  }

  add(text: string): void {
    if (text === '') return;
    // Looked through once, when its end is there: a line may be megabytes, in pieces of a few kilobytes.
    if (!/[\r\n]/.test(text) && this.rest.length + text.length < LONGEST_LINE) {
      this.rest += text;
      this.isAfterReturn = false;
      return;
    }
    const isSplit = this.isAfterReturn && text.startsWith('\n');
    const lines = (this.rest + (isSplit ? text.slice(1) : text)).split(/\r\n|\n|\r/);
    this.isAfterReturn = text.endsWith('\r');
    this.rest = lines.pop() as string;
    for (const line of lines) this.addLine(line);
    if (this.rest.length < LONGEST_LINE) return;
    this.told(this.rest);
    this.rest = '';
  }

  end(): void {
    this.addLine(this.rest);
    this.endEvent();
  }

  private addLine(line: string): void {
    if (line === '') this.endEvent();
    else if (line.startsWith('{')) this.told(line);
    else if (line.startsWith('data:')) {
      this.data.push(line.slice(line[5] === ' ' ? 6 : 5));
      this.dataLength += line.length;
      if (this.dataLength >= LONGEST_LINE) this.endEvent();
    }
  }

  private endEvent(): void {
    const { data } = this;
    if (data.length === 0) return;
    this.data = [];
    this.dataLength = 0;
    const text = data.join('\n');
    if (text.trim() !== '[DONE]') this.told(text);
  }
}

function isOfLines(response: Response): boolean {
  return /event-stream|ndjson|jsonl/.test(response.headers.get('content-type') ?? '');
}

function chunkIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
