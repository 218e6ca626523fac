// What the tests of remote write share: telemetry that sends to a receiver.
import { createTelemetry, type Logger, type Telemetry, type TelemetryOptions } from 'inferometer';
import { createRemoteWrite, type RemoteWrite, type RemoteWriteOptions } from 'inferometer/remote-write';
import { assert } from '../harness.ts';
import { sampleOf } from '../telemetry/support.ts';
import { type Listening, listen, Receiver } from './receiver.ts';

export const EXTERNAL = { job: 'trainer', instance: 'a' } as const;

export interface Sending {
  readonly telemetry: Telemetry;
  readonly receiver: Receiver;
  readonly listening: Listening;
  readonly remote: RemoteWrite;
  readonly lines: {
    readonly level: string;
    readonly fields: Record<string, unknown>;
    readonly message: string;
  }[];
}

/** Runs `body` against a receiver that listens; nothing that the protocol forbids may have been done. */
export async function whileSending(
  options: Partial<RemoteWriteOptions>,
  body: (sending: Sending) => Promise<void>,
  telemetryOptions: TelemetryOptions = {},
): Promise<void> {
  const receiver = new Receiver();
  const listening = await listen(receiver);
  const { lines, logger } = listeningLogger();
  using telemetry = createTelemetry({ logger, ...telemetryOptions });
  const remote = createRemoteWrite(telemetry, {
    url: listening.url,
    fetch: listening.fetch,
    externalLabels: EXTERNAL,
    intervalSeconds: 3600,
    minBackoffSeconds: 0.005,
    maxBackoffSeconds: 0.02,
    name: 'test',
    ...options,
  });
  try {
    await body({ telemetry, receiver, listening, remote, lines });
  } finally {
    await remote.stop({ timeoutSeconds: 0 });
    await listening.close();
  }
  assert.equal(receiver.violations, []);
}

function listeningLogger() {
  const lines: Sending['lines'] = [];
  const at = (level: string) => (fields: object, message: string) =>
    void lines.push({ level, fields: fields as Record<string, unknown>, message });
  const logger: Logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  return { lines, logger };
}

/** Counters of the library. */
export function sent(telemetry: Telemetry): number {
  return sampleOf(telemetry, 'inferometer_remote_write_samples_sent_total', { remote: 'test' }) ?? 0;
}

export function dropped(telemetry: Telemetry, reason: string): number {
  const labels = { remote: 'test', reason };
  return sampleOf(telemetry, 'inferometer_remote_write_samples_dropped_total', labels) ?? 0;
}

export function retries(telemetry: Telemetry, reason: string): number {
  return sampleOf(telemetry, 'inferometer_remote_write_retries_total', { remote: 'test', reason }) ?? 0;
}

export function waiting(telemetry: Telemetry): number {
  return sampleOf(telemetry, 'inferometer_remote_write_samples_waiting', { remote: 'test' }) ?? 0;
}

/** Resolves when it holds; fails after ten seconds. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  for (let i = 0; i < 2000; i++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`never: ${what}`);
}
