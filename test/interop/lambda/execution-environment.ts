// What Lambda is to a function (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html): a process that asks for events, and
// that is frozen from when it asks for the next one until there is one.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';

export interface Invocation {
  /** Of `response`, or of `error`. */
  readonly kind: string;
  readonly body: string;
  /** From the event to the moment in which the process was frozen. */
  readonly seconds: number;
}

export class ExecutionEnvironment {
  private readonly server: Server;
  private readonly child: ChildProcess;
  private said = '';
  /** The process asked for an event. */
  private asking: ServerResponse | undefined;
  private asked: () => void = () => {};
  private answered: (answer: Pick<Invocation, 'kind' | 'body'>) => void = () => {};
  /** How many events it was handed. */
  invocations = 0;

  private constructor(server: Server, child: ChildProcess) {
    this.server = server;
    this.child = child;
    server.on('request', (request, response) => void this.serve(request, response));
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (this.said += chunk));
  }

  /** @param node of version 22 or later @param handler `function.handler` @param folder where that is, with the packages that it uses */
  static async start(
    node: string,
    handler: string,
    folder: string,
    env: Readonly<Record<string, string>>,
  ): Promise<ExecutionEnvironment> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const here = resolve('test/interop/lambda');
    const args = [
      '--require',
      join(here, 'transport.cjs'),
      join(here, 'node_modules/aws-lambda-ric/index.mjs'),
    ];
    const child = spawn(node, args, {
      cwd: folder,
      env: {
        ...env,
        AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${(server.address() as AddressInfo).port}`,
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
        AWS_LAMBDA_FUNCTION_NAME: 'function',
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
        AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/function',
        AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
        LAMBDA_TASK_ROOT: folder,
        _HANDLER: handler,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new ExecutionEnvironment(server, child);
  }

  /** Thaws the process, hands it an event, and freezes it when it asks for the next one. */
  async invoke(event: object): Promise<Invocation> {
    const ended = once(this.child, 'exit').then(() => {
      throw new Error(`the runtime ended: ${this.said}`);
    });
    ended.catch(() => {});
    this.child.kill('SIGCONT');
    await Promise.race([this.nextAsked(), ended]);
    const startedMs = performance.now();
    const answer = new Promise<Pick<Invocation, 'kind' | 'body'>>((done) => {
      this.answered = done;
    });
    const { asking } = this;
    this.asking = undefined;
    this.invocations += 1;
    asking?.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': `request-${this.invocations}`,
      'lambda-runtime-deadline-ms': `${Date.now() + 10_000}`,
      'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-1:123456789012:function:function',
      'lambda-runtime-trace-id': 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0',
    });
    asking?.end(JSON.stringify(event));
    const { kind, body } = await Promise.race([answer, ended]);
    await Promise.race([this.nextAsked(), ended]);
    this.child.kill('SIGSTOP');
    return { kind, body, seconds: (performance.now() - startedMs) / 1000 };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gone = this.child.exitCode === null ? once(this.child, 'exit') : undefined;
    this.child.kill('SIGKILL');
    await gone;
    this.server.closeAllConnections();
    this.server.close();
  }

  private nextAsked(): Promise<void> {
    return this.asking === undefined ? new Promise((done) => (this.asked = done)) : Promise.resolve();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET') {
      this.asking = response;
      this.asked();
      return;
    }
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    response.writeHead(202).end();
    this.answered({ kind: request.url?.split('/').at(-1) ?? '', body });
  }
}
