import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programOf, Server } from './server.ts';

export interface PrometheusOptions {
  /** Whether native histograms are taken. True if left out. */
  readonly nativeHistograms?: boolean;
  /** Whether labels of what is scraped win over those of the job, as for a Pushgateway. False if left out. */
  readonly honorLabels?: boolean;
  /** Of version 3, which has other flags; that of Debian, of version 2, if left out. */
  readonly program3?: string;
  /** What is to be enabled beside exemplars and native histograms. */
  readonly features?: readonly string[];
  /** Other flags. */
  readonly flags?: readonly string[];
}

export interface Target {
  /** `host:port` */
  readonly address: string;
  readonly job: string;
  /** The format that is asked for, as version 3 names it; any if left out. */
  readonly protocol?: 'OpenMetricsText2.0.0' | 'PrometheusProto';
}

/**
 * A Prometheus that takes remote write, of version 3 OTLP too, and scrapes the targets every second: of those that are
 * `host:port` alone the job is `job-0`, `job-1` ...
 */
export function startPrometheus(
  targets: readonly (string | Target)[] = [],
  {
    nativeHistograms = true,
    honorLabels = false,
    program3,
    features = [],
    flags = [],
  }: PrometheusOptions = {},
): Promise<Server> {
  const program = program3 ?? programOf('prometheus', 'prometheus');
  const is3 = program3 !== undefined;
  const enabled = [
    'exemplar-storage',
    ...(nativeHistograms && !is3 ? ['native-histograms'] : []),
    ...features,
  ];
  return Server.start(({ port, folder }) => {
    const config = join(folder, 'prometheus.yml');
    const global = {
      scrape_interval: '1s',
      scrape_timeout: '1s',
      ...(is3 && { scrape_native_histograms: nativeHistograms }),
    };
    const scrape_configs = targets.map((target, i) => {
      const { address, job, protocol } =
        typeof target === 'string' ? { address: target, job: `job-${i}`, protocol: undefined } : target;
      return {
        job_name: job,
        honor_labels: honorLabels,
        static_configs: [{ targets: [address] }],
        ...(protocol && { scrape_protocols: [protocol] }),
      };
    });
    writeFileSync(config, JSON.stringify({ global, scrape_configs }));
    return [
      program,
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--web.enable-remote-write-receiver',
      ...(is3 ? ['--web.enable-otlp-receiver'] : []),
      `--enable-feature=${enabled.join()}`,
      '--log.level=warn',
      ...flags,
    ];
  }, '/-/ready');
}
