// What a scrape tells of the requests that were answered.
import { createTelemetry, type Telemetry } from 'inferometer';
import { scraped } from '../contract/scraped.ts';
import { ManualClock } from '../telemetry/support.ts';

/** `GET /users/:id 200 ok x2`, in the order in which they were first seen. */
export function answered(telemetry: Telemetry): string[] {
  return scraped(telemetry, 'http_server_request_duration_seconds_count').map(({ labels, value }) => {
    const { http_request_method: method, http_route: route, http_response_status_code: status } = labels;
    // error.type: empty where all went well, the class of what was thrown, the status, or how else it ended.
    const ending = labels.error_type || 'ok';
    const isOutcome = ['ok', 'aborted', 'unknown'].includes(ending);
    return `${method} ${route || '-'} ${status || '-'} ${isOutcome ? ending : 'error'} x${value}`;
  });
}

/** Seconds of all requests together. */
export function seconds(telemetry: Telemetry): number {
  const sums = scraped(telemetry, 'http_server_request_duration_seconds_sum');
  return sums.reduce((sum, { value }) => sum + value, 0);
}

export function active(telemetry: Telemetry): number {
  const gauges = scraped(telemetry, 'http_server_active_requests');
  return gauges.reduce((sum, { value }) => sum + value, 0);
}

/** Telemetry whose time the test owns. */
export function timed(): { telemetry: Telemetry; clock: ManualClock } {
  const clock = new ManualClock();
  return { clock, telemetry: createTelemetry({ clock }) };
}

/** Until it holds; tests of sockets cannot know how long an end takes to be seen. */
export async function eventually(holds: () => boolean, timeoutMs = 5000): Promise<void> {
  const startedMs = performance.now();
  while (!holds()) {
    if (performance.now() - startedMs > timeoutMs) throw new Error(`never held: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
