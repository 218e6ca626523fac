/** The same in a cluster with the Prometheus operator. */
import { objectName, type Settings } from '../options.ts';
import { alertGroups, duration, recordingGroups } from '../rules/index.ts';

interface Named {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The name of the job is a label of pods and services, and the operator takes the label `job` from it. */
const JOB_LABEL = 'app.kubernetes.io/name';
const PORT_NAME = 'http';

function metadataOf({ job, namespace }: Settings): Named {
  return {
    name: objectName(job),
    namespace,
    labels: { [JOB_LABEL]: job, 'app.kubernetes.io/part-of': 'inferometer' },
  };
}

function selectorOf({ job }: Settings): object {
  return { matchLabels: { [JOB_LABEL]: job } };
}

/** A Deployment with its Service. */
export function kubernetesWorkload(settings: Settings): object[] {
  const { image, port, healthPath, readyPath } = settings;
  const metadata = metadataOf(settings);
  const probe = (path: string) => ({ httpGet: { path, port: PORT_NAME } });
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 2,
        selector: selectorOf(settings),
        template: {
          metadata: { labels: metadata.labels },
          spec: {
            automountServiceAccountToken: false,
            securityContext: {
              runAsNonRoot: true,
              runAsUser: 1000,
              seccompProfile: { type: 'RuntimeDefault' },
            },
            terminationGracePeriodSeconds: 30,
            containers: [
              {
                name: 'app',
                image,
                ports: [{ name: PORT_NAME, containerPort: port }],
                env: [
                  { name: 'PORT', value: `${port}` },
                  { name: 'HOST', value: '0.0.0.0' },
                ],
                // A model may take minutes to load: until it answers once, nothing else is asked.
                startupProbe: { ...probe(healthPath), periodSeconds: 5, failureThreshold: 60 },
                livenessProbe: {
                  ...probe(healthPath),
                  periodSeconds: 15,
                  timeoutSeconds: 5,
                  failureThreshold: 4,
                },
                readinessProbe: { ...probe(readyPath), periodSeconds: 5, timeoutSeconds: 3 },
                resources: { requests: { cpu: '250m', memory: '256Mi' }, limits: { memory: '1Gi' } },
                securityContext: {
                  allowPrivilegeEscalation: false,
                  readOnlyRootFilesystem: true,
                  capabilities: { drop: ['ALL'] },
                },
                volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
              },
            ],
            volumes: [{ name: 'tmp', emptyDir: {} }],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        selector: { [JOB_LABEL]: settings.job },
        ports: [{ name: PORT_NAME, port, targetPort: PORT_NAME }],
      },
    },
  ];
}

export function podMonitor(settings: Settings): object {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: metadataOf(settings),
    spec: {
      jobLabel: JOB_LABEL,
      selector: selectorOf(settings),
      ...protocols(settings),
      podMetricsEndpoints: [endpoint(settings)],
    },
  };
}

export function serviceMonitor(settings: Settings): object {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: metadataOf(settings),
    spec: {
      jobLabel: JOB_LABEL,
      selector: selectorOf(settings),
      ...protocols(settings),
      endpoints: [endpoint(settings)],
    },
  };
}

function endpoint({ metricsPath, scrapeIntervalSeconds }: Settings): object {
  return { port: PORT_NAME, path: metricsPath, interval: duration(scrapeIntervalSeconds) };
}

/** Protobuf alone carries native histograms. */
function protocols({ histograms }: Settings): object {
  if (histograms === 'classic') return {};
  return {
    scrapeNativeHistograms: true,
    scrapeProtocols: ['PrometheusProto', 'OpenMetricsText1.0.0', 'PrometheusText0.0.4'],
  };
}

export function prometheusRule(settings: Settings): object {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: metadataOf(settings),
    spec: { groups: [...recordingGroups(settings), ...alertGroups(settings)] },
  };
}

/** Dashboards as the sidecar of Grafana's chart finds them. @param dashboards their JSON, by id */
export function dashboardConfigMap(settings: Settings, dashboards: ReadonlyMap<string, string>): object {
  const { name, namespace, labels } = metadataOf(settings);
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: `${name.slice(0, 50)}-dashboards`,
      namespace,
      labels: { ...labels, grafana_dashboard: '1' },
    },
    data: Object.fromEntries([...dashboards].map(([id, json]) => [`inferometer-${id}.json`, json])),
  };
}
