/**
 * prom-client, its successor at Prometheus and Platformatic's fork, which have one interface: a classic histogram with its
 * eleven default buckets, once without labels, once with two labels named at every call, once with the child that `labels()`
 * binds beforehand.
 */
const LABEL_NAMES = ['model_id', 'device'];

/** By the name of the package: how it is imported, by a literal that the bundler sees. */
export const PROM_CLIENTS = {
  'prom-client': () => import('prom-client'),
  '@prometheus-io/client': () => import('@prometheus-io/client'),
  '@platformatic/prom-client': () => import('@platformatic/prom-client'),
};

function promClients(call, labelNames, series, record) {
  return Object.entries(PROM_CLIENTS).map(([name, load]) =>
    promClient(`${name} ${call}`, load, labelNames, series, record),
  );
}

function promClient(name, load, labelNames, series, record) {
  return {
    name,
    unit: 'seconds',
    async open() {
      const { default: promClient } = await load();
      const options = { help: 'Seconds per inference.', labelNames, registers: [new promClient.Registry()] };
      let shared;
      return (index) => {
        // Labels tell series apart; without labels each series is a metric of its own.
        if (labelNames.length === 0)
          return { metric: new promClient.Histogram({ ...options, name: `seconds_${index}` }) };
        shared ??= new promClient.Histogram({ ...options, name: 'seconds' });
        return series(shared, { model_id: `model-${index}`, device: 'wasm' });
      };
    },
    record,
    facts: async ({ metric }) => factsOf(await metric.get()),
    total: async (histograms) => {
      const metrics = new Set(histograms.map(({ metric }) => metric));
      const all = await Promise.all([...metrics].map((metric) => metric.get()));
      return all.reduce((total, metric) => total + factsOf(metric).count, 0);
    },
  };
}

function factsOf({ values }) {
  const sumOf = (suffix) =>
    values.filter(({ metricName }) => metricName.endsWith(suffix)).reduce((sum, { value }) => sum + value, 0);
  const buckets = values.filter(({ labels }) => Number.isFinite(Number(labels.le ?? '+Inf')));
  return {
    count: sumOf('_count'),
    sum: sumOf('_sum'),
    buckets: buckets.map(({ labels, value }) => [Number(labels.le), value]),
  };
}

export const promObserve = promClients('observe(v)', [], undefined, 'histogram.metric.observe(value);');

export const promObserveLabelled = promClients(
  'observe({2}, v)',
  LABEL_NAMES,
  (metric, labels) => ({ metric, labels }),
  'histogram.metric.observe(histogram.labels, value);',
);

export const promObserveBound = promClients(
  'labels({2}).observe(v)',
  LABEL_NAMES,
  (metric, labels) => ({ metric, bound: metric.labels(labels) }),
  'histogram.bound.observe(value);',
);
