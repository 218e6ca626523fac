/** Runs on a trackio server (github.com/gradio-app/trackio), by the calls that its own client makes. */
import { requireText } from '../../validate.ts';
import { OPTION } from '../checks.ts';
import { type ServerOptions, serverSettings } from '../delivery/options.ts';
import { DeliveryQueue, queuePorts } from '../delivery/queue.ts';
import { startEntryRun } from '../entry-run.ts';
import type { RunLogger } from '../model.ts';
import { TrackioWriter } from './writer.ts';

export interface TrackioOptions extends ServerOptions {
  /** What runs belong to; made where there is none. */
  readonly project: string;
  /** What the server wants of those who write: the `write_token` of the URL that it shows when it starts. */
  readonly writeToken?: string;
  /** Of Hugging Face, for a server in a Space. */
  readonly hfToken?: string;
}

/**
 * Logs runs to a trackio dashboard. Each step has an id, so that what is sent twice is there once.
 *
 * @throws EXPERIMENTS_OPTION_KIND, EXPERIMENTS_OPTION_RANGE, EXPERIMENTS_UNKNOWN_OPTION
 * @example
 * const logger = createTrackioRunLogger({ url: 'http://127.0.0.1:7860', project: 'glyphs', writeToken });
 * await using run = logger.startRun({ parameters: { learningRate: 0.01 } });
 * run.log({ loss: 0.7 }, { step: 0 });
 */
export function createTrackioRunLogger(options: TrackioOptions): RunLogger {
  const settings = serverSettings(options, ['project', 'writeToken', 'hfToken']);
  const project = requireText(OPTION, 'project', options.project);
  const { writeToken, hfToken } = options;
  if (hfToken !== undefined) requireText(OPTION, 'hfToken', hfToken);
  if (writeToken !== undefined) requireText(OPTION, 'writeToken', writeToken);
  const headers = {
    ...settings.headers,
    ...(writeToken !== undefined && { 'x-trackio-write-token': writeToken }),
    ...(hfToken !== undefined && { authorization: `Bearer ${hfToken}` }),
  };
  const ports = queuePorts(settings);
  return {
    startRun(start = {}) {
      return startEntryRun(start, (_, name) => {
        const writer = new TrackioWriter({ ...settings, headers }, project, hfToken);
        return new DeliveryQueue(name, writer, settings, ports);
      });
    },
  };
}
