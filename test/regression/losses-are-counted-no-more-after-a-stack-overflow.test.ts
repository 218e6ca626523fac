// Where the stack came to its end while a loss was counted, as with a logger that logs to the telemetry it belongs to, nothing
// that was lost later was counted.
import { createTelemetry, type Logger } from 'inferometer';
import { createEventLogger } from 'inferometer/logging';
import { assert, test } from '../harness.ts';
import { refusals } from '../telemetry/support.ts';

test('a logger that logs to its own telemetry: events reach nobody, and losses are counted', () => {
  let own: Logger | undefined;
  const log = (level: keyof Logger) => (fields: object, message: string) => own?.[level](fields, message);
  const logger = { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
  using telemetry = createTelemetry({ logger, logLevel: 'debug' });
  own = createEventLogger(telemetry, { name: 'own' });
  for (let depth = 0; depth < 40; depth++) deep(depth, () => own?.info({ depth }, 'again'));
  assert.ok(refusals(telemetry, 'logger_failed') > 0);
  const hits = telemetry.counter({ name: 'hits_total', help: 'H.' }).withLabels();
  for (let i = 0; i < 5; i++) hits.add(Number.NaN);
  assert.is(refusals(telemetry, 'not_finite'), 5);
  assert.is(
    telemetry.trackInference({ modelId: 'm' }, () => 42),
    42,
  );
});

/** So that the end of the stack is elsewhere each time. */
function deep(frames: number, run: () => void): void {
  if (frames === 0) run();
  else deep(frames - 1, run);
}
