import { join } from 'node:path';
import { programOf, Server } from './server.ts';

/** A VictoriaMetrics that shows what it has been sent at once. */
export function startVictoriaMetrics(): Promise<Server> {
  const program = programOf('victoria-metrics', 'victoria-metrics');
  return Server.start(
    ({ port, folder }) => [
      program,
      `-httpListenAddr=127.0.0.1:${port}`,
      `-storageDataPath=${join(folder, 'data')}`,
      '-storage.minFreeDiskSpaceBytes=1000000',
      '-search.latencyOffset=0s',
      '-search.disableCache',
      '-loggerLevel=WARN',
    ],
    '/health',
  );
}
