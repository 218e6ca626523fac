/** The demo on Node: the job with files and a terminal around it, the report, and the server with a live load when asked for. */

import { relative } from 'node:path';
import {
  createTelemetry,
  InferometerError,
  type TelemetryEnvironment,
  telemetryEnvironment,
} from 'inferometer';
import { serve, type TelemetryServer } from 'inferometer/http';
import { createBudget } from 'inferometer/objectives';
import { generateMetricsReport } from 'inferometer/report';
import { openStore, type Store } from 'inferometer/store';
import { interruptible } from '../interruption.ts';
import { earlierRuns } from './earlier-runs.ts';
import { temporaryModelStore } from './file-model-store.ts';
import { runJob } from './job.ts';
import { CHAT_BUDGET, liveLoad, OBJECTIVES } from './live-load.ts';
import { createProgress } from './terminal.ts';

export interface Flags {
  readonly models: number;
  readonly inferences: number;
  readonly epochs: number;
  readonly server: boolean;
  readonly port: number;
  /** Where the history is kept. */
  readonly store?: string;
  readonly 'no-store': boolean;
}

/** The exit code of a process that Ctrl-C ended, by the custom of shells. */
const INTERRUPTED = 130;
/** Of intervals while somebody looks on: the picture moves. */
const WATCHED_INTERVAL_SECONDS = 5;

/** Runs the demo to its end, or to Ctrl-C. @returns the exit code */
export async function main(flags: Flags): Promise<number> {
  const progress = createProgress(process.stderr, process.env);
  let environment: TelemetryEnvironment;
  let history: Store | undefined;
  try {
    environment = telemetryEnvironment();
    history = flags['no-store'] ? undefined : await openHistory(flags, environment);
  } catch (error) {
    if (!(error instanceof InferometerError)) throw error;
    progress.line(`inferometer demo: ${problemOf(error)}`);
    return 1;
  }
  // What is older is of earlier runs.
  const startedAtUnixMs = Date.now();
  const telemetry = createTelemetry({
    ...environment.telemetry,
    ...(flags.server &&
      process.env.IPFS_KIT_TELEMETRY_INTERVAL === undefined && {
        aggregationIntervalSeconds: WATCHED_INTERVAL_SECONDS,
      }),
    // Of the load that goes on behind the server.
    ...(flags.server && { objectives: OBJECTIVES }),
    ...(history && { store: history }),
  });
  // The reader of a pipe may leave early (`npm start | head`); that is no failure of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

  let server: TelemetryServer | undefined;
  try {
    if (flags.server) server = await serve(telemetry, { port: flags.port });
  } catch (error) {
    if (!(error instanceof InferometerError)) throw error;
    progress.line(`inferometer demo: ${error.message}`);
    await history?.close();
    return 1;
  }
  if (server !== undefined) progress.line(`The dashboard: ${server.url}/`);

  const interruption = interruptible();
  const store = await temporaryModelStore();
  try {
    const results = await runJob({
      ...flags,
      telemetry,
      store,
      onEvent: progress.onEvent,
      signal: interruption.signal,
    });
    progress.line();
    process.stdout.write(generateMetricsReport(telemetry, { format: 'markdown' }));
    await telemetry.flush();
    if (history !== undefined)
      process.stdout.write(await earlierRuns(history, startedAtUnixMs, placeOf(history)));
    const wrong = results.filter((result) => !result.reloadedIdentically);
    if (wrong.length > 0) {
      progress.line(
        `inferometer demo: ${wrong.map((result) => result.modelId).join(', ')} changed on reload`,
      );
      return 1;
    }
    if (server !== undefined) {
      progress.line();
      for (const [what, path] of PAGES) progress.line(`The ${what}: ${server.url}${path}`);
      progress.line('A made-up load goes on for it to show. Ctrl-C ends it, and the server.');
      using _budget = createBudget(telemetry, CHAT_BUDGET);
      await liveLoad({ telemetry, signal: interruption.signal });
    }
    return 0;
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    return server === undefined ? INTERRUPTED : 0;
  } finally {
    if (interruption.signal.aborted) progress.line();
    await store.remove();
    await server?.close();
    await history?.close();
  }
}

const PAGES = [
  ['dashboard', '/'],
  ['report', '/aiml-report'],
  ['metrics', '/metrics'],
  ['REST API', '/api'],
] as const;

/** Git does not see it, and `rm -r .cache` forgets it. */
const DEFAULT_STORE = '.cache/inferometer-demo';

function openHistory({ store }: Flags, environment: TelemetryEnvironment): Promise<Store> {
  const isAsked = process.env.IPFS_KIT_TELEMETRY_PATH !== undefined;
  const path = store ?? (isAsked ? environment.store.path : DEFAULT_STORE);
  return openStore({ ...environment.store, path });
}

function problemOf(error: InferometerError): string {
  if (error.code !== 'STORE_LOCKED') return error.message;
  return 'another run writes to this store; choose another one with --store, or --no-store';
}

/** As people know it: from here, unless it is elsewhere. */
function placeOf(history: Store): string {
  const { place } = history.status();
  const path = relative('.', place);
  return path.startsWith('..') ? place : path;
}
