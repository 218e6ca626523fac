/** The demo on Node: the job with files and a terminal around it, the report, and the server when asked for. */

import { createTelemetry } from 'inferometer';
import { generateMetricsReport } from 'inferometer/report';
import { temporaryModelStore } from './file-model-store.ts';
import { runJob } from './job.ts';
import { type RunningServer, serve } from './server.ts';
import { createProgress } from './terminal.ts';

export interface Flags {
  readonly models: number;
  readonly inferences: number;
  readonly epochs: number;
  readonly server: boolean;
  readonly port: number;
}

/** The exit code of a process that Ctrl-C ended, by the custom of shells. */
const INTERRUPTED = 130;

/** Runs the demo to its end, or to Ctrl-C. @returns the exit code */
export async function main(flags: Flags): Promise<number> {
  const telemetry = createTelemetry();
  const progress = createProgress(process.stderr, process.env);
  // The reader of a pipe may leave early (`npm start | head`); that is no failure of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

  let server: RunningServer | undefined;
  try {
    if (flags.server) server = await serve(telemetry, flags.port);
  } catch (error) {
    progress.line(`inferometer demo: ${listenProblem(error, flags.port)}`);
    return 1;
  }

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
    const wrong = results.filter((result) => !result.reloadedIdentically);
    if (wrong.length > 0) {
      progress.line(
        `inferometer demo: ${wrong.map((result) => result.modelId).join(', ')} changed on reload`,
      );
      return 1;
    }
    if (server !== undefined) {
      progress.line();
      progress.line(`The report: ${server.url}/`);
      progress.line(`The metrics: ${server.url}/metrics`);
      progress.line('Ctrl-C ends the server.');
      await interruption.happened;
    }
    return 0;
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    return server === undefined ? INTERRUPTED : 0;
  } finally {
    if (interruption.signal.aborted) progress.line();
    await store.remove();
    await server?.close();
  }
}

/** Turns Ctrl-C and a polite kill into a signal; a second one ends the process at once, as usual. */
function interruptible(): { signal: AbortSignal; happened: Promise<void> } {
  const controller = new AbortController();
  const { signal } = controller;
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => controller.abort());
  const happened = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  return { signal, happened };
}

function listenProblem(error: unknown, port: number): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return `port ${port} is in use; choose another with --port, or 0 for any free one`;
  if (code === 'EACCES') return `port ${port} may not be opened by this user; choose one from 1024 up`;
  return `cannot listen on port ${port}: ${error instanceof Error ? error.message : String(error)}`;
}
