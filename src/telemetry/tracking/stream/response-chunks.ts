/** Chunks in the body of a response, as the model sent them: events of a server, or lines of JSON. */
import { forwarding } from '../../operations/following/forwarding.ts';
import type { StreamObserver } from '../../operations/following/stream-observer.ts';

/** What a stream says to an observer of chunks: of a response that is a stream of events, each of these. */
export function chunksOf(stream: object, observer: StreamObserver): StreamObserver {
  if (!(stream instanceof Response) || !isOfLines(stream)) return observer;
  const decoder = new TextDecoder();
  let rest = '';
  const told = (line: string) => {
    if (isChunk(line)) observer.chunk(chunkIn(line));
  };
  return forwarding(observer, {
    chunk(bytes) {
      const lines = (rest + decoder.decode(bytes as Uint8Array, { stream: true })).split(/\r\n|\n|\r/);
      rest = lines.pop() as string;
      for (const line of lines) told(line);
    },
    completed() {
      // The last line need not be ended.
      told(rest);
      observer.completed();
    },
  });
}

function isOfLines(response: Response): boolean {
  return /event-stream|ndjson|jsonl/.test(response.headers.get('content-type') ?? '');
}

/** Of a server's events only the data, and not the word by which OpenAI ends them. */
function isChunk(line: string): boolean {
  return line.startsWith('{') || (line.startsWith('data:') && !/^data: ?\[DONE\]/.test(line));
}

function chunkIn(line: string): unknown {
  const text = line.startsWith('{') ? line : line.slice('data:'.length);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
