// Uses clients of storage in every way, without telemetry and with it. Prints what came of it.
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { MemoryBlockstore } from 'blockstore-core';
import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import { sha256 } from 'multiformats/hashes/sha2';
import { instrumentBlockstore } from '../../../dist/integrations/blockstore.js';
import { s3Telemetry } from '../../../dist/integrations/s3.js';
import { compared, countsBy } from '../local-models/record.mjs';
import { startS3 } from './s3-server.mjs';

const server = await startS3();
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const at = (Key) => ({ Bucket: 'models', Key });
const get = (client, key, options) => client.send(new GetObjectCommand(at(key)), options);
const nameOf = (promise) =>
  promise.then(
    () => 'ok',
    (error) => [error.name, error.$metadata?.httpStatusCode ?? null],
  );
const record = (outcomes, types, retries = {}) => ({ outcomes, types, retries });

const s3Ways = {
  'reads a body': [
    async (client) => (await (await get(client, 'glyphs')).Body.transformToString()).length,
    record({ ok: 1 }, { get_object: 1 }),
  ],
  'writes, asks and deletes': [
    async (client) => {
      const put = await client.send(new PutObjectCommand({ ...at('glyphs'), Body: 'weights' }));
      const head = await client.send(new HeadObjectCommand(at('glyphs')));
      const gone = await client.send(new DeleteObjectCommand(at('glyphs')));
      return [put.ETag, head.ContentLength, gone.$metadata.httpStatusCode, put.$metadata.attempts];
    },
    record({ ok: 3 }, { put_object: 1, head_object: 1, delete_object: 1 }),
  ],
  'what is not there': [
    async (client) => nameOf(get(client, 'missing')),
    record({ error: 1 }, { get_object: 1 }),
  ],
  'a server that is busy at first': [
    async (client) => {
      const { Body, $metadata } = await get(client, 'busy');
      return [(await Body.transformToString()).length, $metadata.attempts];
    },
    record({ ok: 1 }, { get_object: 1 }, { get_object: 1 }),
  ],
  'a server that fails': [
    async (client) => nameOf(get(client, 'broken')),
    record({ error: 1 }, { get_object: 1 }, { get_object: 2 }),
  ],
  'given up': [
    async (client) => {
      const controller = new AbortController();
      const answer = nameOf(get(client, 'stalls', { abortSignal: controller.signal }));
      await sleep(30);
      controller.abort();
      return answer;
    },
    record({ aborted: 1 }, { get_object: 1 }),
  ],
  'time runs out': [
    async (client) => {
      const { requestHandler } = client.config;
      requestHandler.updateHttpClientConfig?.('requestTimeout', 50);
      requestHandler.updateHttpClientConfig?.('throwOnRequestTimeout', true);
      const [name] = await nameOf(get(client, 'stalls'));
      return name;
    },
    record({ error: 1 }, { get_object: 1 }, { get_object: 2 }),
  ],
  'a reader that leaves': [
    async (client) => {
      const { Body } = await get(client, 'glyphs');
      for await (const chunk of Body) return chunk.length > 0;
      return false;
    },
    record({ aborted: 1 }, { get_object: 1 }),
  ],
  'a connection that dies': [
    async (client) => {
      const { Body } = await get(client, 'dies');
      return (await nameOf(Body.transformToString()))[0];
    },
    record({ error: 1 }, { get_object: 1 }),
  ],
  'side by side': [
    async (client) => {
      const bodies = await Promise.all(Array.from({ length: 8 }, (_, i) => get(client, `glyphs-${i}`)));
      return Promise.all(bodies.map(async ({ Body }) => (await Body.transformToByteArray()).length));
    },
    record({ ok: 8 }, { get_object: 8 }),
  ],
};

const cidOf = async (bytes) => CID.createV1(raw.code, await sha256.digest(bytes));
const blocks = await Promise.all(
  ['a', 'b', 'c'].map(async (text) => {
    const bytes = new TextEncoder().encode(text);
    return { cid: await cidOf(bytes), bytes };
  }),
);
const [{ cid, bytes }] = blocks;
/** Stores give a block at once, promised, or in pieces. */
const readBlock = async (given) => {
  const block = await given;
  if (block instanceof Uint8Array) return block;
  const pieces = [];
  for await (const piece of block) pieces.push(...piece);
  return Uint8Array.from(pieces);
};
const filled = async (store) => {
  for (const block of blocks) await store.put(block.cid, block.bytes);
};
const storage = (outcomes, types) => ({ ...record(outcomes, types), retries: {} });

const blockWays = {
  'puts, gets, asks, deletes': [
    async (store) => {
      const put = await store.put(cid, bytes);
      const block = await readBlock(store.get(cid));
      const there = await store.has(cid);
      await store.delete(cid);
      return [
        String(put),
        String.fromCharCode(...block),
        there,
        await store.has(cid),
        store.constructor.name,
      ];
    },
    storage({ ok: 5 }, { put: 1, get: 1, has: 2, delete: 1 }),
  ],
  'what is not there': [
    async (store) => readBlock(store.get(cid)).then(String, (error) => error.name),
    storage({ error: 1 }, { get: 1 }),
  ],
  'many at once': [
    async (store) => {
      await filled(store);
      const texts = [];
      for await (const { cid: one } of store.getMany(blocks.map((block) => block.cid)))
        texts.push(String(one));
      return texts;
    },
    storage({ ok: 4 }, { put: 3, get_many: 1 }),
  ],
  'a reader that leaves': [
    async (store) => {
      await filled(store);
      for await (const { cid: one } of store.getAll()) return String(one).length;
      return 0;
    },
    storage({ ok: 3, aborted: 1 }, { put: 3, get_all: 1 }),
  ],
  'given up': [
    async (store) => {
      const signal = AbortSignal.abort();
      return readBlock(store.get(cid, { signal })).then(String, (error) => error.name);
    },
    storage({ aborted: 1 }, { get: 1 }),
  ],
  'side by side': [
    async (store) => {
      await Promise.all(blocks.map((block) => store.put(block.cid, block.bytes)));
      return Promise.all(blocks.map(async (block) => String(await store.has(block.cid))));
    },
    storage({ ok: 6 }, { put: 3, has: 3 }),
  ],
};

const recordOf = (telemetry) => ({
  outcomes: countsBy(telemetry, 'wal_operation_outcomes_total', 'outcome'),
  types: countsBy(telemetry, 'wal_operation_outcomes_total', 'operation_type'),
  retries: countsBy(telemetry, 'wal_retry_count_total', 'operation_type'),
});
const answers = [];
const s3 = await compared(
  s3Ways,
  (telemetry) => {
    answers.push(server.taken());
    const client = new S3Client({
      ...{ region: 'eu-central-1', endpoint: server.endpoint, forcePathStyle: true, maxAttempts: 3 },
      credentials: { accessKeyId: 'k', secretAccessKey: 's' },
    });
    if (telemetry) client.middlewareStack.use(s3Telemetry(telemetry));
    return client;
  },
  recordOf,
);
answers.push(server.taken());
const blockstore = await compared(
  blockWays,
  (telemetry) => {
    const store = new MemoryBlockstore();
    return telemetry ? instrumentBlockstore(telemetry, store) : store;
  },
  recordOf,
);
server.stop();
console.log(`RESULTS ${JSON.stringify({ s3, blockstore, answers })}`);
process.exit(0);
