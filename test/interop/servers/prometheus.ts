import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programOf, Server } from './server.ts';

/** A Prometheus that takes remote write, and native histograms, and scrapes the targets, `host:port`, every second. */
export function startPrometheus(
  targets: readonly string[] = [],
  { nativeHistograms = true } = {},
): Promise<Server> {
  const program = programOf('prometheus', 'prometheus');
  return Server.start(({ port, folder }) => {
    const config = join(folder, 'prometheus.yml');
    writeFileSync(
      config,
      JSON.stringify({
        global: { scrape_interval: '1s', scrape_timeout: '1s' },
        scrape_configs: targets.map((target, i) => ({
          job_name: `job-${i}`,
          static_configs: [{ targets: [target] }],
        })),
      }),
    );
    return [
      program,
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--web.enable-remote-write-receiver',
      `--enable-feature=exemplar-storage${nativeHistograms ? ',native-histograms' : ''}`,
      '--log.level=warn',
    ];
  }, '/-/ready');
}
