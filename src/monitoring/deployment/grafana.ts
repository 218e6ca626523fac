/** What Grafana finds when it starts: its data sources and its dashboards. */

/** Names of trace ids in exemplars. */
const TRACE_ID = 'trace_id';

export function grafanaDataSources(): object {
  return {
    apiVersion: 1,
    datasources: [
      {
        name: 'Prometheus',
        uid: 'prometheus',
        type: 'prometheus',
        access: 'proxy',
        url: 'http://prometheus:9090',
        isDefault: true,
        jsonData: {
          httpMethod: 'POST',
          // A point of a latency leads to the trace that it was recorded in.
          exemplarTraceIdDestinations: [{ name: TRACE_ID, datasourceUid: 'jaeger' }],
        },
      },
      { name: 'Jaeger', uid: 'jaeger', type: 'jaeger', access: 'proxy', url: 'http://jaeger:16686' },
      {
        name: 'Alertmanager',
        uid: 'alertmanager',
        type: 'alertmanager',
        access: 'proxy',
        url: 'http://alertmanager:9093',
        jsonData: { implementation: 'prometheus', handleGrafanaManagedAlerts: false },
      },
    ],
  };
}

export function grafanaDashboardProvider(): object {
  return {
    apiVersion: 1,
    providers: [
      {
        name: 'inferometer',
        folder: 'Inferometer',
        type: 'file',
        disableDeletion: true,
        allowUiUpdates: false,
        options: { path: '/var/lib/grafana/dashboards' },
      },
    ],
  };
}
