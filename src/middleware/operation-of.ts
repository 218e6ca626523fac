/** Which operation a request is. */
import type { Operation } from '../telemetry/index.ts';

const OPERATION = Symbol.for('inferometer.operation');

/**
 * The operation of a request that the middleware records, to be named as the parent of others; undefined of any other
 * request. Of Hono's contexts it is that of `c.req.raw`.
 *
 * @example
 * app.post('/answer', async (c) => {
 *   const options = { modelId: 'glyphs', parent: operationOf(c.req.raw) };
 *   return c.json(await telemetry.trackInference(options, () => session.run(feeds)));
 * });
 */
export function operationOf(request: object): Operation | undefined {
  return (request as { [OPERATION]?: Operation } | undefined)?.[OPERATION];
}

export function rememberOperation(request: object, operation: Operation): void {
  Reflect.defineProperty(request, OPERATION, { value: operation, configurable: true });
}
