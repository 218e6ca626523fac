import { InferometerError } from '../../errors.ts';
import { DEFAULT_ALERT_THRESHOLDS, monitoringFiles } from '../../monitoring/index.ts';
import { type Context, command, type OptionValues } from '../frame/command.ts';
import { EXIT, UsageError } from '../frame/errors.ts';
import { duration, oneOf, pair, path, text, textOrNothing, url, wholeNumber } from '../frame/values.ts';
import { shownPath, writeWhole } from '../platform/index.ts';

const OPTIONS = {
  out: { about: 'directory to write to', kind: path('DIR'), short: 'o', default: './monitoring' },
  job: { about: 'label of what is watched', kind: text('NAME'), default: 'inferometer' },
  target: {
    about: 'what is scraped, each',
    kind: text('HOST:PORT'),
    isMany: true,
    default: 'the container of the Dockerfile',
  },
  alertmanager: { about: 'one that is there already', kind: text('HOST:PORT'), isMany: true },
  prefix: { about: 'as createTelemetry has it', kind: textOrNothing('TEXT'), default: 'ipfs_aiml_' },
  'storage-prefix': { about: 'as createTelemetry has it', kind: textOrNothing('TEXT'), default: 'wal_' },
  names: {
    about: 'as the way out has them',
    kind: oneOf(['kit', 'semconv-v1.41', 'semconv-genai-latest']),
    default: 'kit',
  },
  histograms: { about: 'that the server keeps', kind: oneOf(['classic', 'native']), default: 'classic' },
  'prometheus-version': { about: 'of the server', kind: text('X.Y.Z'), default: '3.16.0' },
  port: { about: 'of what is watched', kind: wholeNumber('N', 1, 65_535), default: '8000' },
  image: { about: 'of the Deployment', kind: text('IMAGE') },
  namespace: { about: 'of Kubernetes', kind: text('NAME'), default: 'default' },
  'rate-window': { about: 'of rates in alerts', kind: duration(), default: '5m' },
  threshold: {
    about: 'trainingLoss=2, inferenceSeconds=1 …: see docs/monitoring.md',
    kind: pair(),
    isMany: true,
  },
  without: { about: 'an alert that is left out', kind: text('ALERT'), isMany: true },
  'runbook-url': { about: 'what their addresses begin with', kind: text('URL'), default: 'runbooks/' },
  webhook: { about: 'that Alertmanager tells', kind: url() },
  json: { about: 'which files were written, for programs' },
} as const;

type Options = OptionValues<typeof OPTIONS>;

export const monitoring = command({
  name: 'monitoring',
  about:
    'Writes what a service is watched with: dashboards for Grafana, rules for Prometheus with their tests and runbooks, configuration for both and for Alertmanager, a compose file, a Dockerfile, manifests for Kubernetes. All of it is made from the catalogue of metrics.',
  options: OPTIONS,
  missing: {
    store: 'it reads nothing that was recorded, only the options',
    url: 'name what is scraped by --target HOST:PORT',
  },
  examples: [
    ['inferometer monitoring --out monitoring', 'then docker compose -f monitoring/compose.yml up'],
    ['inferometer monitoring --job chat --target chat:8000 --histograms native', 'for a service that runs'],
    ['inferometer monitoring --threshold inferenceSeconds=0.5 --without WorkersIdle', 'other alerts'],
  ],
  async run({ options, out }) {
    const { out: folder = './monitoring', json } = options;
    const files = filesFor(options);
    for (const [name, contents] of files) await writeWhole(`${folder}/${name}`, contents);
    const place = shownPath(folder);
    const answer = json
      ? JSON.stringify({ directory: place, files: [...files.keys()] }, null, 2)
      : summary(place, files.size, out);
    await out.write(`${answer}\n`);
    return EXIT.ok;
  },
});

function filesFor(options: Options): ReadonlyMap<string, string> {
  const { job, target, alertmanager, prefix, names, histograms, port, image, namespace, webhook } = options;
  const given = {
    ...{ job, prefix, names, histograms, port, image, namespace },
    storagePrefix: options['storage-prefix'],
    prometheusVersion: options['prometheus-version'],
    rateWindowSeconds: options['rate-window'],
    runbookUrl: options['runbook-url'],
    targets: target.length > 0 ? target : undefined,
    alertmanagers: alertmanager.length > 0 ? alertmanager : undefined,
    thresholds: Object.fromEntries(options.threshold.map(([name, value]) => [name, numberOf(name, value)])),
    alerts: Object.fromEntries(options.without.map((name) => [name, false] as const)),
    notifications: webhook === undefined ? undefined : { webhookUrl: webhook },
  };
  try {
    return monitoringFiles(
      Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    );
  } catch (error) {
    if (error instanceof InferometerError) throw new UsageError(error.message);
    throw error;
  }
}

function numberOf(name: string, value: string): number {
  const number = Number(value);
  if (value.trim() !== '' && Number.isFinite(number)) return number;
  const example = Object.entries(DEFAULT_ALERT_THRESHOLDS)[0]?.join('=');
  throw new UsageError(`--threshold ${name} must be a number, as in ${example}, got "${value}".`);
}

/** What to do with them, which is not to be seen from their names. */
function summary(folder: string, fileCount: number, { style }: Context['out']): string {
  const lines: readonly (readonly [what: string, how: string])[] = [
    ['all of it on this machine', `docker compose -f ${folder}/compose.yml up`],
    ['the rules, tested', `promtool test rules ${folder}/prometheus/tests/alerts.test.yml`],
    ['a cluster', `kubectl apply -f ${folder}/kubernetes/app.yml -f ${folder}/kubernetes/podmonitor.yml`],
  ];
  return [
    `${fileCount} files in ${folder}`,
    '',
    ...lines.map(([what, how]) => `  ${style.faint(`${what}:`)} ${how}`),
  ].join('\n');
}
