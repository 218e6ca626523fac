/** Responses, watched to the end of their bodies. */
import { observedReadable } from '../telemetry/index.ts';
import type { RequestRun } from './request-run.ts';
import type { Requests } from './requests.ts';

/**
 * The response itself if nobody will read a body of it, else one with the same status, headers and body.
 *
 * @param isHead whether HEAD was asked for: servers drop the body of such a response without a look at it.
 */
export function watchedResponse<R extends object>(
  requests: Requests<R>,
  run: RequestRun,
  response: Response,
  isHead: boolean,
): Response {
  // Before the body: Bun no longer tells the type of a text once somebody has looked at its body.
  const { headers, status, statusText } = response;
  const body = isHead ? null : response.body;
  if (body === null || body.locked) {
    run.completed();
    return response;
  }
  const watched = observedReadable(body, run);
  requests.watchOver(watched, run);
  return new Response(watched, { headers, status, statusText });
}
