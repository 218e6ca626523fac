// docs/alerts.md: every alert, and every recording rule, with the default options.
import { load } from '../module.mjs';

const HEAD = `# Alerts

What the rules of [\`inferometer monitoring\`](monitoring.md) fire on, with the default options. This page is generated from
\`src/monitoring/rules\` by \`npm run docs\`; the name of each leads to its runbook, which has the expression.
`;

export async function alertsPage() {
  const { ALERT_NAMES, alertGroups, recordingGroups } = await load('src/monitoring/rules/index.ts');
  const { monitoringSettings } = await load('src/monitoring/options.ts');
  const settings = monitoringSettings({}, ALERT_NAMES);
  const sections = alertGroups(settings).map(({ name, rules }) => {
    const rows = rules.map(({ alert, labels, annotations, for: held = 'at once' }) => {
      const summary = annotations.summary.replace(/\{\{ \$labels\.(\w+) \}\}/g, '*$1*');
      return `| [${alert}](runbooks/${alert}.md) | ${labels.severity} | ${held} | ${summary} |`;
    });
    const head = '| alert | severity | for | what is wrong |\n|---|---|---|---|';
    return `## ${name.replace('inferometer-', '')}\n\n${head}\n${rows.join('\n')}\n`;
  });
  const recorded = recordingGroups(settings).flatMap(({ rules }) =>
    rules.map(({ record, expr }) => `| \`${record}\` | \`${expr.replaceAll('|', '\\|')}\` |`),
  );
  const recording = `## Recorded\n\n| series | expression |\n|---|---|\n${recorded.join('\n')}\n`;
  return [HEAD, ...sections, recording].join('\n');
}
