/** Who is told of what fires, and what is not told because something worse says it already. */
import { SEVERITIES, type Settings } from '../options.ts';
import { duration } from '../rules/index.ts';

/** `alertmanager.yml`. */
export function alertmanagerConfig({ notifications, job }: Settings): object {
  const { webhookUrl, slack } = notifications;
  const { groupWaitSeconds = 30, groupIntervalSeconds = 300, repeatIntervalSeconds = 14_400 } = notifications;
  return {
    route: {
      receiver: 'info',
      group_by: ['alertname', 'job'],
      group_wait: duration(groupWaitSeconds),
      group_interval: duration(groupIntervalSeconds),
      repeat_interval: duration(repeatIntervalSeconds),
      routes: [
        {
          receiver: 'critical',
          matchers: ['severity="critical"'],
          group_wait: duration(Math.floor(groupWaitSeconds / 3)),
          repeat_interval: duration(Math.max(1, Math.floor(repeatIntervalSeconds / 4))),
        },
        { receiver: 'warning', matchers: ['severity="warning"'] },
      ],
    },
    inhibit_rules: [
      // Of what nothing is known nothing else can be said.
      {
        source_matchers: ['alertname="TelemetryAbsent"'],
        target_matchers: [`job=${JSON.stringify(job)}`, 'alertname!="TelemetryAbsent"'],
        equal: ['job'],
      },
      {
        source_matchers: ['alertname="TargetDown"'],
        target_matchers: ['alertname!~"TargetDown|TelemetryAbsent"'],
        equal: ['job', 'instance'],
      },
      // A budget that burns fast burns slowly too, whichever model label the objective has.
      ...[
        ['critical', 'warning|info'],
        ['warning', 'info'],
      ].map(([source, target]) => ({
        source_matchers: [`severity="${source}"`, 'objective=~".+"'],
        target_matchers: [`severity=~"${target}"`, 'objective=~".+"'],
        equal: ['job', 'objective', 'model_id', 'gen_ai_request_model'],
      })),
      // An offline backend explains failures and slowness on it.
      {
        source_matchers: ['alertname="StorageBackendOffline"'],
        target_matchers: ['alertname=~"StorageFailureRatioHigh|StorageLatencyHigh"'],
        equal: ['job', 'backend'],
      },
    ],
    receivers: SEVERITIES.map((severity) => ({
      name: severity,
      ...(webhookUrl !== undefined && { webhook_configs: [{ url: webhookUrl, send_resolved: true }] }),
      ...(slack !== undefined && {
        slack_configs: [
          {
            api_url_file: slack.apiUrlFile,
            channel: slack.channel,
            send_resolved: true,
            title: '[{{ .Status | toUpper }}] {{ .CommonLabels.alertname }} ({{ .CommonLabels.severity }})',
            text: '{{ range .Alerts }}{{ .Annotations.summary }}: {{ .Annotations.description }} {{ .Annotations.runbook_url }}\n{{ end }}',
          },
        ],
      }),
    })),
  };
}
