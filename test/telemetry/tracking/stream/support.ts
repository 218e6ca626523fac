// Sources of streams, and consumers that write down everything they can see of one.

/** A way for a source to go: chunks, then an end. */
export interface Course {
  readonly chunks: readonly unknown[];
  readonly end: 'done' | 'throw' | 'abort';
  /** Chunks after which the consumer leaves; Infinity to read all. */
  readonly readUpTo: number;
}

/** A course without its consumer. */
export type SourceCourse = Omit<Course, 'readUpTo'>;

export function failureOf(end: Course['end']): Error {
  return end === 'abort' ? new DOMException('stopped', 'AbortError') : new Error('the source failed');
}

export async function* generatorOf(
  course: SourceCourse,
  log: unknown[] = [],
): AsyncGenerator<unknown, string> {
  try {
    for (const chunk of course.chunks) {
      log.push(['made', chunk]);
      yield chunk;
    }
    if (course.end !== 'done') throw failureOf(course.end);
    return 'result';
  } finally {
    log.push('cleaned up');
  }
}

/** With an iterator of its own class, private fields, and no `return`. */
export class TokenList implements AsyncIterable<unknown> {
  readonly #course: SourceCourse;
  readonly #log: unknown[];

  constructor(course: SourceCourse, log: unknown[] = []) {
    this.#course = course;
    this.#log = log;
  }

  get length(): number {
    return this.#course.chunks.length;
  }

  [Symbol.asyncIterator](): AsyncIterator<unknown> {
    const course = this.#course;
    const log = this.#log;
    let next = 0;
    return {
      async next() {
        log.push(['pulled', next]);
        if (next < course.chunks.length) return { done: false, value: course.chunks[next++] };
        if (course.end !== 'done') throw failureOf(course.end);
        return { done: true, value: undefined };
      },
    };
  }
}

export function readableOf(course: SourceCourse, log: unknown[] = []): ReadableStream<unknown> {
  let next = 0;
  return new ReadableStream(
    {
      pull(controller) {
        log.push(['pulled', next]);
        if (next < course.chunks.length) controller.enqueue(course.chunks[next++]);
        else if (course.end === 'done') controller.close();
        else controller.error(failureOf(course.end));
      },
      cancel(reason) {
        log.push(['cancelled', reason]);
      },
    },
    { highWaterMark: 0 },
  );
}

/** Iterates as `for await` does, and writes down chunks, result and error. */
export async function iterated(source: AsyncIterable<unknown>, readUpTo: number): Promise<unknown[]> {
  const seen: unknown[] = [];
  try {
    const iterator = source[Symbol.asyncIterator]();
    for (;;) {
      if (seen.length >= readUpTo) {
        seen.push(['left', await iterator.return?.('bye')]);
        break;
      }
      const result = await iterator.next();
      seen.push(result);
      if (result.done) break;
    }
  } catch (error) {
    seen.push(['thrown', String(error)]);
  }
  return seen;
}

export async function read(source: ReadableStream<unknown>, readUpTo: number): Promise<unknown[]> {
  const seen: unknown[] = [];
  const reader = source.getReader();
  try {
    for (;;) {
      if (seen.length >= readUpTo) {
        await reader.cancel('bye');
        seen.push('left');
        break;
      }
      const result = await reader.read();
      seen.push(result);
      if (result.done) break;
    }
  } catch (error) {
    seen.push(['thrown', String(error)]);
  }
  return seen;
}
