// Pages of a browser that no driver controls: they ask what they are to do, ten times a second.
import type { IncomingMessage, ServerResponse } from 'node:http';

interface Call {
  readonly name: string;
  readonly answered: (value: never) => void;
}

export class Remote {
  /** By what pages call themselves. */
  private readonly calls = new Map<string, Call>();
  /** Those that the pages know of. */
  private readonly running = new Map<string, Call>();
  private readonly here = new Set<string>();

  /** Answers `/remote?page=` with what is to be called there, and takes what it gave. */
  readonly listener = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const page = new URL(request.url ?? '/', 'http://x').searchParams.get('page') ?? '';
    this.here.add(page);
    if (request.method !== 'POST') {
      const call = this.calls.get(page);
      this.calls.delete(page);
      if (call !== undefined) this.running.set(page, call);
      response.end(call?.name ?? '');
      return;
    }
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    this.running.get(page)?.answered(JSON.parse(Buffer.concat(parts).toString()) as never);
    response.end();
  };

  /** Resolves once the page runs. */
  async arrived(page: string): Promise<void> {
    for (let left = 600; left > 0 && !this.here.has(page); left--)
      await new Promise((resolve) => setTimeout(resolve, 50));
  }

  /** What this global function of the page gives. */
  call<T>(page: string, name: string): Promise<T> {
    return new Promise((answered) => this.calls.set(page, { name, answered }));
  }
}
