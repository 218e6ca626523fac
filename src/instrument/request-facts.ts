/** What a request to a model says beside what is recorded of it: for its span alone. */
import { serverOf } from '../telemetry/index.ts';
import type { CallDescription } from './description.ts';

/** Under a symbol: whoever describes calls by himself has `set` of the operation. */
const FACTS = Symbol('facts of the request');

/** What a request looks like, of any API of embeddings. */
interface Request {
  readonly encoding_format?: unknown;
  readonly dimensions?: unknown;
}

/**
 * The description, of a request that goes to this address.
 *
 * @param request what the model is asked; undefined where that is not known
 */
export function withFacts(description: CallDescription, address: unknown, request: unknown): CallDescription {
  return Object.assign(description, { [FACTS]: () => factsOf(address, request) });
}

/** Undefined for the description of a caller. */
export function factsIn(description: CallDescription): object | undefined {
  return (description as { readonly [FACTS]?: () => object })[FACTS]?.();
}

/** By the names that spans are told attributes by. */
function factsOf(address: unknown, request: unknown): object {
  const { encoding_format, dimensions } = Object(request) as Request;
  return {
    ...(address !== undefined && serverOf(address)),
    ...(typeof encoding_format === 'string' && { encodingFormats: [encoding_format] }),
    ...(typeof dimensions === 'number' && { dimensionCount: dimensions }),
  };
}
