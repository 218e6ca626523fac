import { programOf, Server } from './server.ts';

const PACKAGE = 'prometheus-alertmanager';

export function amtool(): string {
  return programOf('amtool', PACKAGE);
}

/** An Alertmanager by itself, with this configuration. */
export function startAlertmanager(configFile: string): Promise<Server> {
  const program = programOf('prometheus-alertmanager', PACKAGE);
  return Server.start(
    ({ port, folder }) => [
      program,
      `--config.file=${configFile}`,
      `--storage.path=${folder}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
      '--log.level=warn',
    ],
    '/-/ready',
  );
}
