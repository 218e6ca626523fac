// What is bounded, what becomes of what is beyond it, and where that is told: a part of docs/metrics.md. That no option which
// bounds something is missing, and that what is named here exists, is held by test/docs/bounds.node.test.ts.

const OVERFLOW = 'inferometer_series_overflow_total';
const REFUSED = 'inferometer_recordings_refused_total';
const REPLACED = 'inferometer_labels_replaced_total';
const REQUESTS = 'inferometer_server_requests_total';

/** @type {{ bound: string, beyond: string, metric?: string, label?: string, otherwise?: string }[]} */
export const BOUNDS = [
  {
    bound: '`seriesLimit` of a telemetry or of `createMetrics`',
    beyond: 'label sets share one series more',
    metric: OVERFLOW,
    label: '`metric`',
  },
  {
    bound: '`cardinalityLimit` of a view of OpenTelemetry',
    beyond: 'attribute sets share one series more',
    metric: OVERFLOW,
    label: '`metric`',
  },
  { bound: '`labelLengthLimit`', beyond: 'values are cut', metric: REPLACED, label: '`label`' },
  { bound: '`labelAllowList`', beyond: 'values are replaced', metric: REPLACED, label: '`label`' },
  {
    bound: '`trainingRunLimit` of a model, `seriesLimit` runs in all',
    beyond: 'the run least recently used is forgotten',
    metric: REFUSED,
    label: '`run_limit`',
  },
  {
    bound: '`seriesLimit` curves',
    beyond: 'a statistic has no curve',
    metric: REFUSED,
    label: '`curve_limit`',
  },
  {
    bound: '`curvePointLimit`',
    beyond: 'curves are thinned evenly',
    otherwise: 'the curve: its `count` says how many points there were',
  },
  {
    bound: '`maxHistoryEntries`, `maxHistoryBytes`',
    beyond: 'the oldest intervals go',
    metric: 'inferometer_history_intervals_dropped_total',
    label: '`bound`',
  },
  {
    bound: '`inFlightLimit`',
    beyond: 'the storage operation that was begun first is ended as `unknown`',
    metric: REFUSED,
    label: '`in_flight_limit`',
  },
  {
    bound: '`inFlightTimeoutSeconds`',
    beyond: 'a storage operation is ended as `unknown`',
    metric: REFUSED,
    label: '`in_flight_timeout`',
  },
  {
    bound: 'the last 1000 storage operations that ended',
    beyond: 'events about earlier ones change nothing',
    metric: REFUSED,
    label: '`unknown_operation`',
  },
  {
    bound:
      'memory of the kernel: 4 GiB, or what the engine allows; 10,000 values while it is loaded as JavaScript',
    beyond: 'values of histograms are not recorded',
    metric: REFUSED,
    label: '`no_kernel_memory`',
  },
  {
    bound: '`accountLimit` of a budget',
    beyond: 'label sets share one budget more',
    metric: 'inferometer_budget_overflow_total',
    label: '`budget`',
  },
  {
    bound: '`timeoutSeconds` of `collectSnapshots`',
    beyond: 'a worker counts with what it told last',
    metric: 'inferometer_workers_missing_total',
  },
  {
    bound: '`pendingLimitBytes` of a store',
    beyond: 'the oldest intervals that wait are dropped',
    metric: 'inferometer_store_intervals_dropped_total',
    label: '`reason`',
  },
  {
    bound: '`queueLimitSamples`, `queueLimitBytes` of remote write',
    beyond: 'the oldest samples are dropped',
    metric: 'inferometer_remote_write_samples_dropped_total',
    label: '`reason`',
  },
  {
    bound: '`maxEventClients` of a server',
    beyond: 'a client is refused with 503',
    metric: REQUESTS,
    label: '`status`',
  },
  {
    bound: 'what waits for a client of events',
    beyond: 'events are given up',
    metric: 'inferometer_server_events_dropped_total',
    label: '`stream`',
  },
  {
    bound: '`requestsPerMinute`, `maxMetrics` of `ingest` of a server',
    beyond: 'a request of a page is refused with 429, a metric that pages define is left out',
    metric: 'inferometer_ingest_refused_total',
    label: '`reason`',
  },
  {
    bound: '`maxPages` of `ingest` of a server',
    beyond: 'the page that was silent for longest is forgotten: what it sends again counts again',
    metric: 'inferometer_ingest_pages_forgotten_total',
  },
  {
    bound: '`maxIntervals`, `maxBytes` of the `queue` of a page',
    beyond: 'the oldest intervals that wait are dropped',
    metric: 'inferometer_page_intervals_dropped_total',
    label: '`reason`',
  },
  {
    bound: '`maxBodyBytes` of a server',
    beyond: 'a request is refused with 413',
    metric: REQUESTS,
    label: '`status`',
  },
  {
    bound: '`queueLimit` of a logger of runs',
    beyond: 'what is logged is lost',
    otherwise: 'what `flush()` and `end()` of the run give: `lost` and `problem`',
  },
  {
    bound: '`mostCount` of a window of a drift detector',
    beyond: 'the oldest values leave the window',
    otherwise: 'the `warnings` of the result',
  },
  {
    bound: '`maxGroups` of a question to a store',
    beyond: 'the question is refused',
    otherwise: 'the error, which is thrown',
  },
  {
    bound: '`countsLimit` of decoders of HDR histograms',
    beyond: 'the bytes are refused',
    otherwise: 'the error, which is thrown',
  },
  {
    bound: '`maxBuckets`, `nativeMaxBuckets` of histograms and exporters',
    beyond: 'buckets are made coarser, exactly',
    otherwise: 'the `scale` of the histogram',
  },
  {
    bound: '`keep` of the reports of a server',
    beyond: 'the oldest report goes',
    otherwise: 'the list of reports',
  },
];

export function boundsSection() {
  const rows = BOUNDS.map(({ bound, beyond, metric, label, otherwise }) => {
    const told = metric === undefined ? otherwise : `\`${metric}\`${label === undefined ? '' : `, ${label}`}`;
    return `| ${bound} | ${beyond} | ${told} |`;
  });
  return `## What is bounded

Nothing grows without a bound, and whatever met one is told. The first time, by metric and reason, the log has a line, too.

| bound | beyond it | told by |
|---|---|---|
${rows.join('\n')}
`;
}
