/** Every case of the bench, in the order in which they run. A case is a file here and a line below. */
import { batchCases } from './batch.mjs';
import { coldStartCases } from './cold-start.mjs';
import { encodeCases } from './encode.mjs';
import { expositionCases } from './exposition.mjs';
import { historyCases } from './history.mjs';
import { httpCases } from './http.mjs';
import { inFlightCases } from './in-flight.mjs';
import { inferenceCases } from './inference.mjs';
import { initCases } from './init.mjs';
import { memoryCases } from './memory.mjs';
import { mergeCases } from './merge.mjs';
import { otelApiCases } from './otel-api.mjs';
import { quantileCases } from './quantile.mjs';
import { recordCases } from './record.mjs';
import { sizeCases } from './size.mjs';
import { storeCases } from './store.mjs';
import { workerCases } from './workers.mjs';

/**
 * @typedef {object} Case
 * @property {string} name what a filter on the command line is compared with.
 * @property {string} title as printed.
 * @property {'ns' | 'us' | 'ms' | 'bytes'} unit of one operation.
 * @property {string} per what one operation is.
 * @property {Contender[]} contenders ours first: the others are compared with it.
 * @property {boolean} [nodeOnly] whether it runs in Node only, of every version.
 * @property {number} [rounds] if fewer are enough.
 * @property {number} [patienceSeconds] how long an answer may take; 120 if left out.
 * @property {boolean} [exposeGc] whether it collects garbage itself.
 * @property {boolean} [onDemand] left out unless it is named, a floor speaks of it, or all are asked for.
 *
 * @typedef {object} Contender one of:
 * @property {string} name
 * @property {() => Promise<object>} [open] measured in steady state; see worker/contest.mjs.
 * @property {() => Promise<number>} [once] measured once in a process's life; gives the sample.
 * @property {string} [native] a program of harness/native.mjs, the same in every runtime's table.
 * @property {{ entry: string, platform: string }} [bundle] measured by bundling.
 */

/** @type {readonly Case[]} */
export const cases = [
  ...recordCases,
  ...batchCases,
  ...quantileCases,
  ...mergeCases,
  ...encodeCases,
  ...inferenceCases,
  ...otelApiCases,
  ...expositionCases,
  ...initCases,
  ...memoryCases,
  ...historyCases,
  ...inFlightCases,
  ...storeCases,
  ...httpCases,
  ...workerCases,
  ...coldStartCases,
  ...sizeCases,
];
