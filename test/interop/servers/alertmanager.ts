import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { programOf, Server } from './server.ts';

const PACKAGE = 'prometheus-alertmanager';
/** Debian's reads its templates from there, whatever its configuration says. */
const TEMPLATES = '/usr/share/prometheus/alertmanager';

export function amtool(): string {
  return programOf('amtool', PACKAGE);
}

/** An Alertmanager by itself, with this configuration. */
export function startAlertmanager(configFile: string): Promise<Server> {
  const program = programOf('prometheus-alertmanager', PACKAGE);
  return Server.start(
    ({ port, folder }) => [
      ...withTemplates(program),
      `--config.file=${configFile}`,
      `--storage.path=${folder}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
      '--log.level=warn',
    ],
    '/-/ready',
  );
}

/** One that is unpacked, and not installed, finds what came with it in a view of the files that nobody else has. */
function withTemplates(program: string): string[] {
  if (!isAbsolute(program) || existsSync(TEMPLATES)) return [program];
  const share = join(dirname(program), '../share');
  const script = 'mount --bind "$0" /usr/share && exec "$@"';
  return ['unshare', '--mount', '--map-root-user', 'sh', '-c', script, share, program];
}
