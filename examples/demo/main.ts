/** The demo on Node: the job with files and a terminal around it, the report, and the server when asked for. */

import { createTelemetry } from 'inferometer';
import { generateMetricsReport } from 'inferometer/report';
import { interruptible } from '../interruption.ts';
import { listenProblem, type RunningServer, serve } from '../server.ts';
import { temporaryModelStore } from './file-model-store.ts';
import { runJob } from './job.ts';
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
