/** Everything that a service needs to be watched, as files. */
import { grafanaDashboards } from './dashboards/index.ts';
import { alertmanagerConfig } from './deployment/alertmanager.ts';
import { composeFile } from './deployment/compose.ts';
import { dockerfile } from './deployment/dockerfile.ts';
import { grafanaDashboardProvider, grafanaDataSources } from './deployment/grafana.ts';
import {
  dashboardConfigMap,
  kubernetesWorkload,
  podMonitor,
  prometheusRule,
  serviceMonitor,
} from './deployment/kubernetes.ts';
import { prometheusConfig } from './deployment/prometheus.ts';
import { type MonitoringOptions, monitoringSettings, type Settings } from './options.ts';
import {
  ALERT_NAMES,
  type AlertRule,
  alertGroups,
  alertTests,
  type RecordingRule,
  type RuleGroup,
  recordingGroups,
  runbooks,
} from './rules/index.ts';
import { yaml, yamlDocuments } from './yaml.ts';

const MADE_BY =
  'Made by `inferometer monitoring`: make it again with other options rather than change it here.';

/**
 * Dashboards, rules and configuration for the metrics of the library, as texts by path: `prometheus/prometheus.yml`,
 * `grafana/dashboards/inference.json` and so on. docs/monitoring.md lists them. Expressions name only series that the ways out
 * write, because both are made from one catalogue.
 *
 * @throws MONITORING_OPTION_KIND, MONITORING_OPTION_RANGE, MONITORING_UNKNOWN_OPTION
 * @example
 * for (const [path, text] of monitoringFiles({ job: 'chat', targets: ['chat:8000'] })) {
 *   await mkdir(dirname(`monitoring/${path}`), { recursive: true });
 *   await writeFile(`monitoring/${path}`, text);
 * }
 */
export function monitoringFiles(options: MonitoringOptions = {}): ReadonlyMap<string, string> {
  const settings = monitoringSettings(options, ALERT_NAMES);
  const dashboards = dashboardTexts(settings);
  return new Map([
    ['prometheus/prometheus.yml', yaml(prometheusConfig(settings), [MADE_BY])],
    ['prometheus/rules/recording.yml', yaml({ groups: recordingGroups(settings) }, [MADE_BY])],
    ['prometheus/rules/alerts.yml', yaml({ groups: alertGroups(settings) }, [MADE_BY])],
    [
      'prometheus/tests/alerts.test.yml',
      yaml(alertTests(settings, ['../rules/recording.yml', '../rules/alerts.yml']), [
        MADE_BY,
        'promtool test rules prometheus/tests/alerts.test.yml',
      ]),
    ],
    ['alertmanager/alertmanager.yml', yaml(alertmanagerConfig(settings), [MADE_BY])],
    ['grafana/provisioning/datasources/inferometer.yml', yaml(grafanaDataSources(), [MADE_BY])],
    ['grafana/provisioning/dashboards/inferometer.yml', yaml(grafanaDashboardProvider(), [MADE_BY])],
    ...[...dashboards].map(([id, json]): [string, string] => [`grafana/dashboards/${id}.json`, json]),
    ['compose.yml', yaml(composeFile(settings), [MADE_BY, 'docker compose -f monitoring/compose.yml up'])],
    ['Dockerfile', dockerfile(settings)],
    ['kubernetes/app.yml', yamlDocuments(kubernetesWorkload(settings), [MADE_BY])],
    [
      'kubernetes/podmonitor.yml',
      yaml(podMonitor(settings), [
        MADE_BY,
        'This one or servicemonitor.yml: both would scrape everything twice.',
      ]),
    ],
    [
      'kubernetes/servicemonitor.yml',
      yaml(serviceMonitor(settings), [
        MADE_BY,
        'This one or podmonitor.yml: both would scrape everything twice.',
      ]),
    ],
    ['kubernetes/prometheusrule.yml', yaml(prometheusRule(settings), [MADE_BY])],
    ['kubernetes/dashboards.yml', yaml(dashboardConfigMap(settings, dashboards), [MADE_BY])],
    ...[...runbooks(settings)].map(([name, text]): [string, string] => [`runbooks/${name}.md`, text]),
  ]);
}

/**
 * The dashboards alone, by id, in Grafana's classic schema: for Terraform, its HTTP API, or a change of one's own.
 *
 * @throws as monitoringFiles
 * @example
 * const inference = createDashboards({ job: 'chat' }).get('inference');
 */
export function createDashboards(options: MonitoringOptions = {}): ReadonlyMap<string, object> {
  return grafanaDashboards(monitoringSettings(options, ALERT_NAMES));
}

/**
 * The rules alone, as Prometheus has them: recording rules first, which the alerts need.
 *
 * @throws as monitoringFiles
 * @example
 * const names = createRules().flatMap(({ rules }) => rules.map((rule) => ('alert' in rule ? rule.alert : rule.record)));
 */
export function createRules(
  options: MonitoringOptions = {},
): readonly RuleGroup<AlertRule | RecordingRule>[] {
  const settings = monitoringSettings(options, ALERT_NAMES);
  return [...recordingGroups(settings), ...alertGroups(settings)];
}

function dashboardTexts(settings: Settings): ReadonlyMap<string, string> {
  return new Map(
    [...grafanaDashboards(settings)].map(([id, made]) => [id, `${JSON.stringify(made, null, 2)}\n`]),
  );
}
