/** Responses of fetch, watched to the end of their bodies. */
import { hasOwnMethods, madeAlike, observedReadable } from './observed-readable.ts';
import type { StreamObserver } from './stream-observer.ts';

/**
 * A response with the same status, headers and body. A real one, so that servers can answer with it; where it came from is
 * told by properties of its own. Undefined if there is no body that could be read, or methods of the response's own would read it.
 *
 * @returns with what `observedReadable` keeps
 */
export function observedResponse(
  response: Response,
  observer: StreamObserver,
): { readonly response: Response; readonly kept: object } | undefined {
  // Before the body: Bun no longer tells the type of a text once somebody has looked at its body.
  const { headers, status, statusText } = response;
  const source = response.body;
  if (source === null || source.locked || hasOwnMethods(response)) return undefined;
  // With the response: in Deno nobody else tells a body of an abort.
  const kept = [response];
  const body = observedReadable(source, observer, kept);
  const made = from(response, new Response(body, { headers, status, statusText }));
  return { response: madeAlike(made, response), kept };
}

/** Says of a response that somebody made where another one came from, which it cannot be given; so do its clones. */
function from(response: Response, made: Response): Response {
  for (const key of ['url', 'type', 'redirected'] as const) {
    if (response[key] === made[key]) continue;
    Object.defineProperties(made, {
      [key]: { value: response[key], configurable: true },
      clone: {
        value: () => from(response, Object.getPrototypeOf(made).clone.call(made)),
        writable: true,
        configurable: true,
      },
    });
  }
  return made;
}
