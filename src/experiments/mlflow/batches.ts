/**
 * Requests of log-batch, split at what the server takes (mlflow.org/docs/latest/rest-api.html, "Log Batch"): 1000
 * metrics, 100 parameters, 100 tags, 1 MB of JSON.
 */
import type { MlflowMetric } from './api.ts';

export type BatchKind = 'metrics' | 'params' | 'tags';

const MOST: Readonly<Record<BatchKind, number>> = { metrics: 1000, params: 100, tags: 100 };
/** A little less than 10^6: servers and proxies count in their own ways. */
const MOST_BYTES = 950_000;

/** Texts longer than these are refused by some servers, and cut by others. */
const LONGEST_PARAMETER = 6000;
const LONGEST_TAG = 5000;

export interface BatchItem {
  readonly key: string;
  /** All of it. */
  readonly json: string;
}

/** Numbers that JSON has no spelling for are texts, as protocol buffers have them. */
export function metricItem({ key, value, timestamp, step }: MlflowMetric): BatchItem {
  const number = Number.isFinite(value) ? value : String(value);
  return { key, json: JSON.stringify({ key, value: number, timestamp, step }) };
}

/** What is too long is cut. */
export function parameterItem(key: string, value: string): BatchItem {
  return { key, json: JSON.stringify({ key, value: value.slice(0, LONGEST_PARAMETER) }) };
}

/** As `parameterItem`. */
export function tagItem(key: string, value: string): BatchItem {
  return { key, json: JSON.stringify({ key, value: value.slice(0, LONGEST_TAG) }) };
}

/** The items in as few parts as may be. */
export function partsOf(kind: BatchKind, items: readonly BatchItem[]): BatchItem[][] {
  const parts: BatchItem[][] = [];
  let bytes = Infinity;
  for (const item of items) {
    const size = bytesOf(item.json) + 1;
    const last = parts.at(-1);
    if (last === undefined || last.length === MOST[kind] || bytes + size > MOST_BYTES) {
      parts.push([item]);
      bytes = size;
    } else {
      last.push(item);
      bytes += size;
    }
  }
  return parts;
}

/** The body of a request. */
export function batchBody(runId: string, kind: BatchKind, items: readonly BatchItem[]): string {
  return `{"run_id":${JSON.stringify(runId)},"${kind}":[${items.map(({ json }) => json).join()}]}`;
}

const encoder = /* @__PURE__ */ new TextEncoder();

/** In UTF-8. */
function bytesOf(text: string): number {
  return encoder.encode(text).length;
}
