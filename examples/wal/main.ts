/** The demo of the hooks on Node: a log in a temporary folder, and the report of what it did. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTelemetry, InferometerError } from 'inferometer';
import { serve, type TelemetryServer } from 'inferometer/http';
import { generateMetricsReport } from 'inferometer/report';
import { interruptible } from '../interruption.ts';
import { runLog } from './run.ts';

export interface Flags {
  readonly operations: number;
  readonly delay: number;
  readonly server: boolean;
  readonly port: number;
}

/** Works through the log, and serves what it told until Ctrl-C where that is asked for. @returns the exit code */
export async function main({ operations, delay, server: isServing, port }: Flags): Promise<number> {
  using telemetry = createTelemetry();
  let server: TelemetryServer | undefined;
  try {
    if (isServing) server = await serve(telemetry, { port });
  } catch (error) {
    if (!(error instanceof InferometerError)) throw error;
    process.stderr.write(`inferometer wal demo: ${error.message}\n`);
    return 1;
  }
  const folder = await mkdtemp(join(tmpdir(), 'inferometer-wal-'));
  await runLog({ telemetry, folder, operations, delaySeconds: delay });
  process.stdout.write(generateMetricsReport(telemetry, { format: 'markdown' }));
  if (server !== undefined) {
    process.stderr.write(
      `The dashboard: ${server.url}/\nThe metrics: ${server.url}/metrics\nCtrl-C ends the server.\n`,
    );
    await interruptible().happened;
    await server.close();
  }
  return 0;
}
