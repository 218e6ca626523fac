/** Where a group of metrics is kept in a Pushgateway (prometheus/pushgateway, README.md, "URL"). */
import { encodeBase64 } from '../../base64.ts';

/** What plain text in a path would lose: nothing, slashes, steps up and down, and what is no text. */
const NEEDS_BASE64 = /^$|\/|^\.{1,2}$|\p{Surrogate}/u;

/**
 * The address of the group of these labels, `job` first. Values go percent-encoded, or in URL-safe base64 where a path would
 * lose them: `/metrics/job/train/path@base64/L3Zhci90bXA`.
 */
export function groupUrl(gateway: URL, job: string, grouping: Readonly<Record<string, string>>): URL {
  const labels = [['job', job] as const, ...Object.entries(grouping)];
  const path = labels.map(([name, value]) => segments(name, value)).join('/');
  const url = new URL(gateway);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/metrics/${path}`;
  return url;
}

function segments(name: string, value: string): string {
  if (!NEEDS_BASE64.test(value)) return `${name}/${encodeURIComponent(value)}`;
  const bytes = new TextEncoder().encode(value);
  const base64 = encodeBase64(bytes).replaceAll('+', '-').replaceAll('/', '_');
  // An empty segment would be none.
  return `${name}@base64/${base64.replace(/=+$/, '') || '='}`;
}
