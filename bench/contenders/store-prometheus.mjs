/** What cases/store.mjs asks of Prometheus: the native histograms that a store keeps, sent by remote write. Debian's `prometheus`. */
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { bytesIn, folderOf, MINUTE_MS, MinuteClock, openMinutes, SERIES } from '../worker/store-work.mjs';

const INTERVALS = 60;

/** @param {'log' | 'block'} form its write-ahead log, or the block that it makes of it */
export async function bytesPerSeriesInterval(form) {
  if (spawnSync('prometheus', ['--version']).error !== undefined) {
    throw new Error('prometheus is not here: apt install prometheus');
  }
  const { createRemoteWrite } = await import('inferometer/remote-write');
  const folder = folderOf(`prometheus-${form}`, { isNew: true });
  const prometheus = await startPrometheus(folder);
  try {
    // Prometheus takes what is an hour old, and nothing older.
    const clock = new MinuteClock();
    clock.now = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - INTERVALS * MINUTE_MS;
    const { telemetry, pass } = await openMinutes({ logLevel: 'warn' }, clock);
    createRemoteWrite(telemetry, {
      url: `${prometheus.url}/api/v1/write`,
      externalLabels: { job: 'bench', instance: '0' },
      // Sent when it is told to.
      intervalSeconds: 86_400,
      nativeMaxBuckets: 65_536,
      staleMarkers: false,
    });
    for (let i = 0; i < INTERVALS; i++) {
      pass();
      if (!(await telemetry.flush())) throw new Error('Prometheus did not take all of it');
    }
    if (form === 'log') return bytesIn(join(folder, 'wal')) / (SERIES * INTERVALS);
    const answer = await fetch(`${prometheus.url}/api/v1/admin/tsdb/snapshot`, { method: 'POST' });
    const { data } = await answer.json();
    return bytesIn(join(folder, 'snapshots', data.name)) / (SERIES * INTERVALS);
  } finally {
    await prometheus.stop();
  }
}

async function startPrometheus(folder) {
  const port = await freePort();
  const config = join(folder, 'prometheus.json');
  writeFileSync(config, '{}');
  const child = spawn(
    'prometheus',
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${folder}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--web.enable-remote-write-receiver',
      '--web.enable-admin-api',
      '--enable-feature=native-histograms',
      '--log.level=error',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const url = `http://127.0.0.1:${port}`;
  const isReady = () =>
    fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) {
    if (child.exitCode !== null) throw new Error('Prometheus ended by itself');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    url,
    stop: () => {
      child.kill();
      return ended;
    },
  };
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
