/** The files of `inferometer/monitoring` on this machine, and servers started from them as they are. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type MonitoringOptions, monitoringFiles } from 'inferometer/monitoring';
import { parse } from 'yaml';
import { programOf, Server } from '../servers/server.ts';

export interface Pack {
  readonly folder: string;
  readonly files: ReadonlyMap<string, string>;
  /** Where a file of it lies. */
  path(name: string): string;
  remove(): void;
}

export function writePack(options: MonitoringOptions): Pack {
  const folder = mkdtempSync(join(tmpdir(), 'inferometer-monitoring-'));
  const files = monitoringFiles(options);
  for (const [name, text] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return {
    folder,
    files,
    path: (name) => join(folder, name),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The Prometheus of a pack: its configuration, and the flags that its compose file gives, but for places and ports. */
export function startPrometheusOf(
  pack: Pack,
  program = programOf('prometheus', 'prometheus'),
): Promise<Server> {
  const { services } = parse(pack.files.get('compose.yml') as string) as {
    services: { prometheus: { command: string[] } };
  };
  const flags = services.prometheus.command.filter((flag) => !/config\.file|storage\.tsdb\.path/.test(flag));
  return Server.start(
    ({ port, folder }) => [
      program,
      ...flags,
      `--config.file=${pack.path('prometheus/prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ],
    '/-/ready',
  );
}
