import { programOf, Server } from './server.ts';

/** A Pushgateway that keeps what it is sent in memory. */
export function startPushgateway(): Promise<Server> {
  const program = programOf('prometheus-pushgateway', 'prometheus-pushgateway');
  return Server.start(
    ({ port }) => [program, `--web.listen-address=127.0.0.1:${port}`, '--log.level=warn'],
    '/-/ready',
  );
}
