/** The demo of the hooks on Node: a log in a temporary folder, and the report of what it did. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTelemetry } from 'inferometer';
import { generateMetricsReport } from 'inferometer/report';
import { runLog } from './run.ts';

export interface Flags {
  readonly operations: number;
  readonly delay: number;
}

export async function main({ operations, delay }: Flags): Promise<number> {
  const telemetry = createTelemetry();
  const folder = await mkdtemp(join(tmpdir(), 'inferometer-wal-'));
  await runLog({ telemetry, folder, operations, delaySeconds: delay });
  process.stdout.write(generateMetricsReport(telemetry, { format: 'markdown' }));
  telemetry.dispose();
  return 0;
}
