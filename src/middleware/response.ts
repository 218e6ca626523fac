/** Responses, watched to the end of their bodies. */
import { observedResponse } from '../telemetry/index.ts';
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
  // Of HEAD the body is not touched; Bun tells the type of a text only while nobody has looked at it.
  if (isHead) {
    run.completed();
    return response;
  }
  const watched = observedResponse(response, run);
  if (watched === undefined) {
    run.completed();
    return response;
  }
  requests.watchOver(watched.kept, run);
  return watched.response;
}
