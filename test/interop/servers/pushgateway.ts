import { join } from 'node:path';
import { programOf, Server } from './server.ts';

/** A Pushgateway. Debian's keeps what it is sent in one place for all, if it is not told of another. */
export function startPushgateway(): Promise<Server> {
  const program = programOf('prometheus-pushgateway', 'prometheus-pushgateway');
  return Server.start(
    ({ port, folder }) => [
      program,
      `--web.listen-address=127.0.0.1:${port}`,
      `--persistence.file=${join(folder, 'groups')}`,
      '--log.level=warn',
    ],
    '/-/ready',
  );
}
