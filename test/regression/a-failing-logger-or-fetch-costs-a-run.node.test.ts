// A logger or a fetch that was handed in, and throws or rejects, ended the delivery of a run in an unhandled rejection.
import { createTelemetry } from 'inferometer';
import { createClient } from 'inferometer/client';
import {
  combineRunLoggers,
  createMlflowRunLogger,
  createTelemetryRunLogger,
  createTensorBoardRunLogger,
  type LoggedRun,
} from 'inferometer/experiments';
import { createRemoteWrite } from 'inferometer/remote-write';
import { assert, test } from '../harness.ts';
import { sampleOf } from '../telemetry/support.ts';

const unhandled: string[] = [];
process.removeAllListeners('unhandledRejection');
process.on('unhandledRejection', (reason) => unhandled.push(String(reason)));

const turn = () => new Promise((resolve) => setTimeout(resolve, 20));

const refusals = {
  throws: (): never => {
    throw new Error('refused');
  },
  rejects: () => Promise.reject(new Error('refused')) as never,
  'throws no error': (): never => {
    throw undefined;
  },
  'gives nothing': () => undefined as never,
};

const QUICK = { flushSeconds: 0, minBackoffSeconds: 0.002, maxBackoffSeconds: 0.01, endTimeoutSeconds: 0.05 };

for (const [how, refuse] of Object.entries(refusals)) {
  test(`a logger that ${how} costs no value of a run, and rejects nowhere`, async () => {
    const logger = { debug: refuse, info: refuse, warn: refuse, error: refuse };
    const appended: Uint8Array[] = [];
    let failures = 2;
    const append = async (_: string, bytes: Uint8Array) => {
      if (failures-- > 0) throw new Error('the disk is full');
      appended.push(bytes);
    };
    const places = createTensorBoardRunLogger({
      ...QUICK,
      endTimeoutSeconds: 5,
      directory: 'runs',
      logger,
      files: { append } as never,
    });
    const run = places.startRun();
    run.log({ loss: 1 });
    await turn();
    const { delivered, waiting, lost } = await run.end();
    assert.equal([delivered > 0, waiting, lost], [true, 0, 0]);
    assert.ok(appended.length > 0);
    assert.equal(unhandled, []);
  });

  test(`a fetch that ${how} is a failure of that way alone, and said by it`, async () => {
    const silent = { debug() {}, info() {}, warn() {}, error() {} };
    const url = 'http://127.0.0.1:9';
    const run = createMlflowRunLogger({ ...QUICK, url, fetch: refuse, logger: silent }).startRun();
    run.log({ loss: 1 });
    const { delivered, waiting, problem } = await run.end();
    assert.equal([delivered, waiting > 0, typeof problem], [0, true, 'string']);

    using telemetry = createTelemetry({ logLevel: 'silent' });
    telemetry.counter({ name: 'own_total', help: 'O.' }).withLabels().add(1);
    const remote = createRemoteWrite(telemetry, {
      url: `${url}/write`,
      externalLabels: { job: 'j', instance: 'i' },
      fetch: refuse,
    });
    assert.is(await telemetry.flush(), false);
    const retried = 'inferometer_remote_write_retries_total';
    const series = telemetry.snapshot().metrics.find(({ fullName }) => fullName === retried)?.series ?? [];
    const labels = series[0]?.labels as Record<string, string>;
    assert.is(sampleOf(telemetry, retried, { reason: 'unreachable' }), 1, JSON.stringify(labels));
    await remote.stop({ timeoutSeconds: 0.05 });

    const client = createClient({ url, fetch: refuse, retries: 0 });
    await assert.rejects(client.getHealth());
    await turn();
    assert.equal(unhandled, []);
  });

  // Nobody could say what was delivered.
  if (how === 'gives nothing') continue;

  test(`a place of runs that ${how} holds up none of the others`, async () => {
    using telemetry = createTelemetry({ logLevel: 'silent' });
    const broken = {
      runId: 'r',
      name: 'r',
      ...{ log: refuse, logHistogram: refuse, logParameters: refuse, setTags: refuse },
      ...{ flush: refuse, end: refuse, [Symbol.asyncDispose]: refuse },
    } as unknown as LoggedRun;
    const places = combineRunLoggers(
      { startRun: () => broken },
      createTelemetryRunLogger(telemetry, { modelId: 'glyphs' }),
    );
    const run = places.startRun();
    try {
      run.log({ loss: 1 });
    } catch (error) {
      assert.ok(how.startsWith('throws'), String(error));
    }
    const { delivered } = await run.end();
    assert.is(delivered, 1);
    assert.is(telemetry.snapshot().curves[0]?.count, 1);
    await turn();
  });
}
