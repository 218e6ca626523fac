/** The page of each alert: what it means, what to look at, and what to do. */
import type { Settings } from '../options.ts';
import type { Queries } from '../queries.ts';
import type { Component } from './alert.ts';
import { alertRule, type ChosenAlert, chosenAlerts, duration, ruleQueries } from './alerts.ts';

/** Where it is seen. */
const DASHBOARD_OF: Readonly<Record<Component, string>> = {
  availability: 'Infrastructure',
  inference: 'Inference',
  streams: 'Streams',
  training: 'Training',
  storage: 'Storage',
  infrastructure: 'Infrastructure',
  telemetry: 'Infrastructure',
};

/** Markdown, by the name of the alert. */
export function runbooks(settings: Settings): ReadonlyMap<string, string> {
  const x = ruleQueries(settings);
  return new Map(chosenAlerts(settings).map((chosen) => [chosen.alert.name, page(chosen, x)]));
}

function page(chosen: ChosenAlert, x: Queries): string {
  const { alert, severity, forSeconds } = chosen;
  const { meaning, causes, steps } = alert.runbook;
  const held = forSeconds === 0 ? 'at once' : `when it has held for ${duration(forSeconds)}`;
  const named = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => (name === 'value' ? 'so much' : `*${name}*`));
  return `# ${alert.name}

${named(alert.description(x))}

- **severity**: ${severity}
- **fires**: ${held}
- **dashboard**: ${DASHBOARD_OF[alert.component]}

\`\`\`promql
${alertRule(chosen, x).expr}
\`\`\`

## What it means

${meaning}

## What it may be

${causes.map((cause) => `- ${cause}`).join('\n')}

## What to do

${steps.map((step, i) => `${i + 1}. ${step}`).join('\n')}

To be left in peace while you are at it: \`amtool silence add alertname=${alert.name} --duration=2h --comment="being looked at"\`.
`;
}
