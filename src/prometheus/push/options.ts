/** The options of what is pushed, checked once. */
import { wrongKind, wrongValue } from '../../errors.ts';
import { type Fetch, requireFetch } from '../../redirects.ts';
import {
  type Codes,
  isRecord,
  requireHeaders,
  requireHttpUrl,
  requireNumber,
  requireOneOf,
  requireText,
} from '../../validate.ts';
import { type ExpositionOptions, OPTION } from '../exposition-options.ts';
import { groupUrl } from './grouping.ts';

/** Which group of metrics, on which Pushgateway. */
export interface PushTarget {
  /** Where the Pushgateway is: `http://pushgateway:9091`, with the path that it is mounted under. */
  readonly url: string | URL;
  /** The label `job` of everything that is pushed. */
  readonly job: string;
  /**
   * Other labels of the group, which everything that is pushed has then: `{ instance: 'gpu-3', run: '2026-11-30/a' }`. Jobs that
   * run at once must differ in them: one replaces what another has pushed to the same group. None if left out.
   */
  readonly grouping?: Readonly<Record<string, string>>;
  /** Sent with the request, for instance `authorization`. None if left out. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long all attempts together may take, 0.01 to 3600; 10 if left out. */
  readonly timeoutSeconds?: number;
  /** What sends a request; the platform's own if left out. */
  readonly fetch?: Fetch;
}

export interface PushOptions
  extends PushTarget,
    Omit<ExpositionOptions, 'accept' | 'acceptEncoding' | 'createdSamples' | 'openMetrics2'> {
  /**
   * `replace`: the group has what is pushed, and nothing from before (PUT). `update`: metrics of other names stay (POST).
   * `replace` if left out.
   */
  readonly mode?: 'replace' | 'update';
  /** `text`, which each version reads, or `protobuf`, which has native histograms beside classic buckets. `text` if left out. */
  readonly format?: 'text' | 'protobuf';
}

export const TARGET_OPTIONS = [
  'url',
  'job',
  'grouping',
  'headers',
  'timeoutSeconds',
  'fetch',
] as const satisfies readonly (keyof PushTarget)[];

export interface PushSettings {
  /** Of the group. */
  readonly url: URL;
  readonly headers: Record<string, string>;
  readonly timeoutSeconds: number;
  readonly fetch: Fetch;
}

const URL_OPTION: Codes = {
  ...OPTION,
  remedy: 'Pass the address of the Pushgateway, as http://127.0.0.1:9091.',
};
const JOB_OPTION: Codes = { ...OPTION, remedy: "Name what is pushed: { job: 'train' }." };

/** @throws PROMETHEUS_OPTION_KIND, PROMETHEUS_OPTION_RANGE */
export function requireTarget(target: PushTarget): PushSettings {
  const { grouping = {}, headers = {}, timeoutSeconds = 10 } = target;
  const gateway = requireHttpUrl(URL_OPTION, 'url', target.url);
  const job = requireText(JOB_OPTION, 'job', target.job);
  requireGrouping(grouping);
  return {
    url: groupUrl(gateway, job, grouping),
    headers: requireHeaders(OPTION, headers),
    timeoutSeconds: requireNumber(OPTION, 'timeoutSeconds', timeoutSeconds, 0.01, 3600),
    fetch: requireFetch(OPTION, target.fetch),
  };
}

/** @throws PROMETHEUS_OPTION_KIND, PROMETHEUS_OPTION_RANGE */
export function requireWay({ mode = 'replace', format = 'text' }: PushOptions) {
  return {
    mode: requireOneOf(OPTION, 'mode', mode, ['replace', 'update']),
    format: requireOneOf(OPTION, 'format', format, ['text', 'protobuf']),
  } as const;
}

/** Two underscores are Prometheus's own; of `job` there is one. */
const LABEL_NAME = /^(?!__|(?:job|le|quantile)$)[a-zA-Z_][a-zA-Z0-9_]*$/;

function requireGrouping(value: unknown): void {
  const remedy = "Pass labels and their values: { instance: 'gpu-3' }.";
  if (!isRecord(value)) throw wrongKind(OPTION.kind, 'grouping', 'an object with labels', value, remedy);
  for (const [name, label] of Object.entries(value)) {
    if (typeof label !== 'string')
      throw wrongKind(OPTION.kind, `grouping.${name}`, 'a string', label, remedy);
    if (!LABEL_NAME.test(name))
      throw wrongValue(OPTION.range, 'grouping', 'names of labels other than job', name, remedy);
  }
}
