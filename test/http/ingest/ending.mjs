// A server that takes an interval of a page and ends: `ending.mjs <place> <way> <body of the page's request>`. Of the built files, by
// their paths, which every runtime finds.
import process from 'node:process';
import { createHandler } from '../../../dist/http/index.js';
import { createTelemetry } from '../../../dist/index.js';
import { openStore } from '../../../dist/store/index.js';

const [place, way, body] = process.argv.slice(2);
const store = await openStore({ path: place });
const telemetry = createTelemetry({ store });
const handler = createHandler(telemetry, { ingest: { keys: [JSON.parse(body).key], origins: ['*'] } });
const { status } = await handler(
  new Request('http://localhost/ingest', {
    method: 'POST',
    headers: { 'content-type': 'text/plain;charset=UTF-8' },
    body,
  }),
);
if (status !== 200) throw new Error(`${status}`);
if (way === 'exit') process.exit(0);
if (way === 'signal') process.kill(process.pid, 'SIGTERM');
