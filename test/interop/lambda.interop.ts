// The recipe for AWS Lambda of docs/edge.md in Lambda's own runtime, frozen between events: what was recorded has arrived before
// that. Runs where it is asked for: `npm run test:interop -- lambda`.
import { copyFileSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { assert, test } from '../harness.ts';
import { Receiver } from '../remote-write/receiver.ts';
import { executableOf } from '../runners/executables.mjs';
import { project } from './consumer/project.ts';
import { installPackages } from './install.ts';
import { ExecutionEnvironment } from './lambda/execution-environment.ts';

const FOLDER = 'test/interop/lambda';
installPackages(FOLDER, 'aws-lambda-ric', '--ignore-scripts');
(await import(pathToFileURL('test/nodes/install.mjs').href)).installNodes();
const node = resolve(executableOf('node22'));

const folder = join(project, 'lambda');
mkdirSync(folder, { recursive: true });
copyFileSync(join(FOLDER, 'function.mjs'), join(folder, 'function.mjs'));

const soon = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

interface Listening {
  readonly receiver: Receiver;
  readonly url: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A receiver that closes connections which nobody uses, as servers do while a function is frozen. */
async function listening(): Promise<Listening> {
  const receiver = new Receiver();
  const server = createServer({ keepAliveTimeout: 300 }, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = request.headers as Record<string, string>;
    const asked = new Request('http://receiver/', { method: 'POST', headers, body: Buffer.concat(chunks) });
    const answer = await receiver.receive(asked);
    response.writeHead(answer.status).end(await answer.text());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/write`;
  const close = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  return { receiver, url, [Symbol.asyncDispose]: close };
}

/** How many inferences the receiver knows of, however they ended. */
function inferencesAt(receiver: Receiver): number {
  return ['ipfs_aiml_inference_seconds', 'ipfs_aiml_operation_failure_seconds']
    .flatMap((name) => receiver.find(name))
    .reduce((sum, { histograms }) => sum + Number(histograms.at(-1)?.countInt ?? 0), 0);
}

const start = (handler: string, url: string) =>
  ExecutionEnvironment.start(node, `function.${handler}`, folder, { REMOTE_WRITE_URL: url });

test('what an invocation recorded has arrived when the function is frozen, also when it failed', async () => {
  await using receiving = await listening();
  await using environment = await start('handler', receiving.url);
  for (let i = 1; i <= 4; i++) {
    const { kind, body } = await environment.invoke({});
    assert.is(kind, 'response');
    assert.is(JSON.parse(body).statusCode, 200);
    assert.is(inferencesAt(receiving.receiver), i);
    // Long enough for the receiver to close the connection.
    if (i < 4) await soon(800);
  }
  const { kind, body } = await environment.invoke({ fails: true });
  assert.equal([kind, JSON.parse(body).errorType], ['error', 'RangeError']);
  assert.is(inferencesAt(receiving.receiver), 5);
  assert.equal(receiving.receiver.violations, []);
});

test('a receiver that does not answer holds an invocation back for 2 seconds, and loses nothing', async () => {
  await using receiving = await listening();
  const { receiver, url } = receiving;
  let isAway = true;
  receiver.answer = async () => {
    if (isAway) await soon(5000);
    return undefined;
  };
  await using environment = await start('handler', url);
  const { kind, seconds } = await environment.invoke({});
  assert.is(kind, 'response');
  assert.ok(seconds > 1.9 && seconds < 4, `${seconds} s`);
  isAway = false;
  for (let i = 2; i <= 6 && inferencesAt(receiver) < i; i++) {
    await environment.invoke({});
    await soon(500);
  }
  const { kind: last } = await environment.invoke({});
  assert.is(last, 'response');
  const asked = environment.invocations;
  assert.is(inferencesAt(receiver), asked);
});

test('by default the first of ten seconds is handed on, and the rest with a later one', async () => {
  await using receiving = await listening();
  await using environment = await start('seldom', receiving.url);
  for (let i = 0; i < 5; i++) assert.is((await environment.invoke({})).body, '{"label":"a"}');
  assert.is(inferencesAt(receiving.receiver), 1);
  await soon(10_500);
  await environment.invoke({});
  assert.is(inferencesAt(receiving.receiver), 6);
});

test('an answer that is streamed is handed on whole, and then what it recorded', async () => {
  await using receiving = await listening();
  await using environment = await start('streamed', receiving.url);
  for (let i = 1; i <= 2; i++) {
    assert.is((await environment.invoke({})).body, 'a0 a1 a2 ');
    assert.is(inferencesAt(receiving.receiver), 3 * i);
  }
});
