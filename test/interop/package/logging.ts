// Every export of `inferometer/logging`, called as a program would.
import { createTelemetry, type Logger } from 'inferometer';
import * as logging from 'inferometer/logging';

function expect(isRight: boolean): void {
  if (!isRight) throw new Error('another result than expected');
}

function written(): { lines: string[]; logger: Logger } {
  const lines: string[] = [];
  return { lines, logger: logging.createLogger({ format: 'text', write: (line) => lines.push(line) }) };
}

export const calls = {
  createLogger: () => {
    const lines: string[] = [];
    const options: logging.LoggerOptions = { format: 'text', write: (line) => lines.push(line) };
    const logger: Logger = logging.createLogger(options);
    logger.info({ epoch: 3 }, 'Checkpoint saved');
    expect(lines[0]?.endsWith('inferometer: Checkpoint saved epoch=3') === true);
  },
  createEventLogger: () => {
    const { lines, logger } = written();
    const fields: logging.EventFields = { task_id: 'letters' };
    const options: logging.EventLoggerOptions = { name: 'trainer', fields };
    const log: logging.EventLogger = logging.createEventLogger(createTelemetry({ logger }), options);
    log.child({ run: 7 }).error(new Error('bad'));
    expect(lines[0]?.includes('trainer: bad task_id=letters run=7') === true);
  },
  combineLoggers: () => {
    const [one, other] = [written(), written()];
    logging.combineLoggers(one.logger, other.logger).warn({}, 'Careful');
    expect(one.lines.length === 1 && other.lines.length === 1);
  },
  createMessageFirstLogger: () => {
    const told: string[] = [];
    const method = (message: string) => told.push(message);
    const theirs: logging.MessageFirstLogger = { debug: method, info: method, warn: method, error: method };
    logging.createMessageFirstLogger(theirs).info({}, 'Here');
    expect(told[0] === 'Here');
  },
  InferometerError: () => {
    try {
      logging.createLogger({ name: '' });
    } catch (error) {
      expect(error instanceof logging.InferometerError && error.code === 'LOGGING_OPTION_RANGE');
    }
  },
} satisfies Record<keyof typeof logging, () => unknown>;
