// A server with MLflow's calls that keeps whatever it is sent, as often as it is sent, and fails as it is told to. The real
// one, which knows points again and cannot be made to lose an answer, is in test/interop.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

interface KeptRun {
  readonly id: string;
  readonly name: string;
  status: string;
  end_time?: number;
  readonly tags: Map<string, string>;
  readonly params: Map<string, string>;
  readonly metrics: { key: string; value: number; timestamp: number; step: number }[];
}

export interface Received {
  readonly path: string;
  readonly bytes: number;
  readonly body: Record<string, unknown>;
}

/** `lost`: the request is done, and the connection closed without an answer. `silent`: neither is. */
export type Failure =
  | 'lost'
  | 'silent'
  | { readonly status: number; readonly headers?: Record<string, string> };

export class AppendingServer {
  readonly runs: KeptRun[] = [];
  readonly received: Received[] = [];
  /** What becomes of a request: undefined where all is well. */
  failing: (path: string, body: Record<string, unknown>) => Failure | undefined = () => undefined;
  private readonly server = createServer((request, response) => void this.answer(request, response));
  url = '';

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as { port: number }).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const url = new URL(request.url ?? '', this.url);
    const path = url.pathname.replace('/api/2.0/mlflow/', '');
    const body = text === '' ? Object.fromEntries(url.searchParams) : JSON.parse(text);
    this.received.push({ path, bytes: Buffer.byteLength(text), body });
    const failure = this.failing(path, body);
    if (failure === 'silent') return;
    if (typeof failure === 'object') {
      response.writeHead(failure.status, failure.headers);
      response.end(JSON.stringify({ error_code: 'INTERNAL_ERROR', message: 'as told' }));
      return;
    }
    const answer = this.done(path, body);
    if (failure === 'lost') request.socket.destroy();
    else response.end(JSON.stringify(answer));
  }

  // biome-ignore lint/suspicious/noExplicitAny: what came in is JSON
  private done(path: string, body: any): unknown {
    const run = this.runs.find(({ id }) => id === body.run_id);
    switch (path) {
      case 'experiments/get-by-name':
        return { experiment: { experiment_id: '1' } };
      case 'runs/create': {
        const id = `m${this.runs.length}`;
        const tags = new Map<string, string>(
          body.tags.map((tag: { key: string; value: string }) => [tag.key, tag.value]),
        );
        const made = { id, name: body.run_name, status: 'RUNNING', tags, params: new Map(), metrics: [] };
        this.runs.push(made);
        return { run: shown(made) };
      }
      case 'runs/search': {
        const id = /= '(.*)'$/.exec(body.filter)?.[1];
        return { runs: this.runs.filter(({ tags }) => tags.get('inferometer.run_id') === id).map(shown) };
      }
      case 'runs/get':
        return { run: shown(run as KeptRun) };
      case 'metrics/get-history':
        return { metrics: run?.metrics.filter(({ key }) => key === body.metric_key) };
      case 'runs/log-batch':
        run?.metrics.push(...(body.metrics ?? []));
        for (const { key, value } of body.params ?? []) run?.params.set(key, value);
        for (const { key, value } of body.tags ?? []) run?.tags.set(key, value);
        return {};
      case 'runs/update':
        Object.assign(run as KeptRun, { status: body.status, end_time: body.end_time });
        return {};
      default:
        throw new Error(`no call ${path}`);
    }
  }
}

function shown({ id, name, status, tags, params, metrics }: KeptRun) {
  const pairs = (map: Map<string, string>) => Array.from(map, ([key, value]) => ({ key, value }));
  const latest = new Map(metrics.map((metric) => [metric.key, metric]));
  return {
    info: { run_id: id, run_name: name, status, start_time: 1 },
    data: { tags: pairs(tags), params: pairs(params), metrics: [...latest.values()] },
  };
}
