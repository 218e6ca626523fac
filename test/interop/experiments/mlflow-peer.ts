// A real MLflow, which can be killed and started again, and MLflow's own client: forks of one process of Python.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pythonWith } from '../install.ts';
import { until } from '../servers/server.ts';
import { freePort } from './python-server.ts';

export interface ReadRun {
  readonly name: string;
  readonly status: string;
  readonly has_ended: boolean;
  readonly parameters: Record<string, string>;
  readonly tags: Record<string, string>;
  readonly history: Record<string, [step: number, value: number | string][]>;
}

export interface MlflowPeer {
  readonly url: string;
  start(): Promise<void>;
  /** Without a warning. */
  kill(): Promise<void>;
  /** The runs of an experiment, as its client reads them. */
  read(experiment: string): Promise<ReadRun[]>;
  /** Ends the server and what starts it. */
  close(): Promise<void>;
}

const STARTING_MS = 120_000;

/** MLflow with what its server needs, and without the libraries of models that `mlflow` brings, which are most of its GB. */
const PACKAGES = {
  'mlflow-skinny': 'mlflow',
  Flask: 'flask',
  'Flask-CORS': 'flask_cors',
  SQLAlchemy: 'sqlalchemy',
  aiohttp: 'aiohttp',
  alembic: 'alembic',
  cryptography: 'cryptography',
  graphene: 'graphene',
  huey: 'huey',
  pandas: 'pandas',
};

export async function startMlflow(): Promise<MlflowPeer> {
  const python = pythonWith('mlflow-python', PACKAGES);
  const directory = mkdtempSync(join(tmpdir(), 'inferometer-mlflow-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(python, ['test/interop/experiments/mlflow_peer.py', `${port}`, directory]);
  let said = '';
  child.stderr.on('data', (data) => {
    said = `${said}${data}`.slice(-2000);
  });
  // That it has ended is said where an answer is missing.
  child.stdin.on('error', () => {});
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  // Commands are answered in their order.
  const ask = async (command: string) => {
    child.stdin.write(`${command}\n`);
    const { value, done } = await answers.next();
    if (done) throw new Error(`MLflow's process has ended: ${said}`);
    return JSON.parse(value);
  };
  const peer: MlflowPeer = {
    url,
    async start() {
      await ask('start');
      const isThere = async () => (await fetch(`${url}/health`)).ok;
      await until('MLflow has started', isThere, STARTING_MS).catch((cause) => {
        throw new Error(`MLflow does not start: ${said}`, { cause });
      });
    },
    kill: () => ask('kill'),
    async read(experiment) {
      const runs = await ask(`read ${experiment}`);
      if (runs === null) throw new Error(`MLflow's client cannot read ${experiment}: ${said}`);
      return runs;
    },
    close: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.stdin.end();
      }),
  };
  await peer.start();
  return peer;
}
