// What tests of the server share: a telemetry with something of every kind, and a handler that is asked by paths.
import { createTelemetry, type Telemetry, type TelemetryOptions } from 'inferometer';
import { createHandler, type HandlerOptions, type TelemetryHandler } from 'inferometer/http';
import { validated } from '../api/validated.ts';
import { recordEverything } from '../contract/everything.ts';

export interface Asking {
  readonly telemetry: Telemetry;
  readonly handler: TelemetryHandler;
  /** The answer to a request by its path, held against the contract. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** The answer as JSON, whose status is this. */
  json(path: string, init?: RequestInit, status?: number): Promise<Record<string, unknown>>;
}

/** Runs with a telemetry that has recorded something of every kind of work. */
export async function asking(
  use: (asking: Asking) => Promise<void>,
  options: HandlerOptions = {},
  telemetryOptions: TelemetryOptions = {},
): Promise<void> {
  using telemetry: Telemetry = createTelemetry({
    logLevel: 'silent',
    labelNames: ['tenant', 'provider'],
    ...telemetryOptions,
  });
  await recordEverything(telemetry);
  await askingOf(telemetry, use, options);
}

/** The same with a telemetry of one's own. */
export async function askingOf(
  telemetry: Telemetry,
  use: (asking: Asking) => Promise<void>,
  options: HandlerOptions = {},
): Promise<void> {
  const handler = createHandler(telemetry, options);
  const checked = validated(handler);
  const ask = (path: string, init?: RequestInit) => checked(new Request(`http://localhost${path}`, init));
  const json = async (path: string, init?: RequestInit, status = 200) => {
    const response = await ask(path, init);
    const text = await response.text();
    if (response.status !== status) throw new Error(`${path} was answered with ${response.status}: ${text}`);
    return JSON.parse(text) as Record<string, unknown>;
  };
  try {
    await use({ telemetry, handler, ask, json });
  } finally {
    await handler.close();
  }
}

/** Browsers let no page say for whom, or from where, it asks. */
export const canForgeHeaders: boolean = new Request('http://localhost/', {
  headers: { host: 'x', origin: 'x' },
}).headers.has('host');
