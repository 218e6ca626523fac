import {
  createTelemetry,
  type Finding,
  getFindings,
  startStream,
  type Telemetry,
  trackStorageOperation,
} from 'inferometer';
import { assert, test } from '../../harness.ts';
import { Machine } from '../time.ts';

/** Minutes of work: one interval each. */
function minutes(count: number, work: (telemetry: Telemetry, minute: number) => void) {
  const machine = new Machine();
  const startedAtUnixMs = machine.wallUnixMs();
  const telemetry = createTelemetry({ clock: machine, timer: machine });
  for (let minute = 0; minute < count; minute++) {
    work(telemetry, minute);
    machine.pass(60);
  }
  const found = getFindings(telemetry).filter(({ type }) => type === 'regression');
  const minuteOf = (unixMs: number | undefined) =>
    unixMs === undefined ? undefined : Math.round((unixMs - startedAtUnixMs) / 60_000);
  return found.map((finding) => ({
    finding,
    began: minuteOf(finding.change?.startedAtUnixMs),
    ended: minuteOf(finding.change?.endedAtUnixMs),
  }));
}

function record(telemetry: Telemetry, seconds: number, { count = 30, modelId = 'm', batchSize = 1 } = {}) {
  const inference = telemetry.inference({ modelId, batchSize });
  for (let i = 0; i < count; i++) inference.record(seconds);
}

function only(all: ReturnType<typeof minutes>): { finding: Finding; began?: number; ended?: number } {
  assert.is(all.length, 1, `${all.length} findings`);
  return all[0] as never;
}

/** Numbers between 0 and 1, the same each time. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** As latencies are: around a median, some twice as long, few much longer. */
function latency(random: () => number, medianSeconds: number): number {
  const normal = Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  return medianSeconds * Math.exp(0.45 * normal);
}

test('what became slower: since when, and what it is otherwise', () => {
  const { finding, began, ended } = only(
    minutes(20, (telemetry, minute) => record(telemetry, minute < 13 ? 0.01 : 0.03)),
  );
  assert.is(began, 13);
  assert.is(ended, undefined);
  assert.is(finding.modelId, 'm');
  assert.is(finding.severity, 'high');
  assert.match(finding.message, /^inference of m became (2.9\d?|3(.0\d?)?) times slower$/);
  assert.close(finding.evidence.value, 0.03, 0.0111);
  assert.close(finding.evidence.threshold, 0.02, 0.0111);
  assert.close(finding.change?.usualValue ?? 0, 0.01, 0.0111);
  assert.is(finding.evidence.count, 7 * 30);
  assert.is(finding.evidence.windowSeconds, 7 * 60);
});

test('slower by less than the threshold, or with too few values to tell, is no finding', () => {
  const found = (seconds: number, count = 30) =>
    minutes(3, (telemetry, minute) => record(telemetry, minute < 2 ? 0.01 : seconds, { count }));
  assert.is(only(found(0.03)).finding.severity, 'high');
  assert.is(only(found(0.015)).finding.severity, 'medium');
  assert.equal(found(0.011), []);
  assert.equal(found(0.03, 9), []);
});

test('what is over says until when, and can wait', () => {
  const isSlow = (minute: number) => minute >= 8 && minute < 11;
  const { finding, began, ended } = only(
    minutes(20, (telemetry, minute) => record(telemetry, isSlow(minute) ? 0.05 : 0.01)),
  );
  assert.equal([began, ended], [8, 11]);
  assert.is(finding.severity, 'medium');
  assert.match(finding.message, 'was for a while');
});

test('work that ended while it was slow is over, once it is silent for longer than that', () => {
  const found = (silentMinutes: number) =>
    only(
      minutes(20 + silentMinutes, (telemetry, minute) => {
        if (minute < 20) record(telemetry, minute >= 16 ? 0.05 : 0.01);
      }),
    );
  assert.is(found(3).ended, undefined);
  assert.is(found(6).ended, 20);
});

test('of several, what cost most time comes first', () => {
  const found = minutes(20, (telemetry, minute) => {
    record(telemetry, minute >= 15 ? 0.09 : 0.01, { modelId: 'seldom' });
    record(telemetry, minute >= 15 ? 0.03 : 0.01, { modelId: 'busy', count: 400 });
  });
  assert.equal(
    found.map(({ finding }) => finding.modelId),
    ['busy', 'seldom'],
  );
});

test('what was slow from the beginning has no beginning', () => {
  const { began, ended } = only(
    minutes(20, (telemetry, minute) => record(telemetry, minute < 4 ? 0.05 : 0.01)),
  );
  assert.equal([began, ended], [undefined, 4]);
});

test('what comes again and again is compared with the times between', () => {
  const { finding, began } = only(
    minutes(45, (telemetry, minute) => record(telemetry, minute % 15 >= 10 ? 0.04 : 0.01)),
  );
  assert.is(began, 40);
  assert.close(finding.change?.usualValue ?? 0, 0.01, 0.0111);
});

test('a little slower first, and then much: it began with much', () => {
  const { began } = only(
    minutes(30, (telemetry, minute) => record(telemetry, minute < 10 ? 0.01 : minute < 20 ? 0.0115 : 0.04)),
  );
  assert.is(began, 20);
});

test('law: what is as ever is no finding, and what gets slower is found where it began', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = randomFrom(seed);
    const length = 20 + Math.floor(random() * 60);
    const onset = Math.floor(length * (0.35 + 0.55 * random()));
    // Enough to tell.
    const perMinute = Math.ceil(25 / (length - onset)) + Math.floor(random() * 40);
    const work = (factor: number) => (telemetry: Telemetry, minute: number) => {
      for (const batchSize of [1, 8]) {
        for (let i = 0; i < perMinute; i++) {
          const seconds = latency(random, 0.02 * batchSize * (minute >= onset ? factor : 1));
          record(telemetry, seconds, { count: 1, batchSize });
        }
      }
    };
    assert.equal(
      minutes(length, work(1)).map(({ finding }) => finding.message),
      [],
      `seed ${seed}`,
    );
    const { began = -1 } = only(minutes(length, work(4)));
    assert.ok(Math.abs(began - onset) <= 1, `seed ${seed}: ${began}, not ${onset}`);
  }
});

test('only a tail that grows is found, too', () => {
  const random = randomFrom(7);
  const { began = -1 } = only(
    minutes(60, (telemetry, minute) => {
      for (let i = 0; i < 100; i++) {
        record(telemetry, minute >= 40 && random() < 0.15 ? 0.5 : latency(random, 0.02), { count: 1 });
      }
    }),
  );
  assert.ok(Math.abs(began - 40) <= 1, `${began}`);
});

test('beside it: the phase, the queue and the batch size that took the time', () => {
  const machine = new Machine();
  const telemetry = createTelemetry({ clock: machine, timer: machine });
  for (let minute = 0; minute < 20; minute++) {
    const isSlow = minute >= 15;
    for (let i = 0; i < 30; i++) {
      telemetry.trackInference({ modelId: 'm', batchSize: 4 }, (operation) => {
        operation.child('fetch', () => machine.pass(isSlow ? 0.04 : 0.004));
        operation.child('run', () => machine.pass(0.01));
      });
      telemetry.inference({ modelId: 'm', batchSize: 1 }).record(0.01);
    }
    machine.pass(60);
  }
  const [finding] = getFindings(telemetry).filter(({ type }) => type === 'regression');
  assert.match(finding?.details ?? '', 'Its phase fetch took 20 ms of each, 2 ms otherwise.');
  assert.ok(!finding?.details.includes('phase run'), finding?.details);
  assert.match(finding?.details ?? '', 'At batch size 4, not at 1.');
  assert.match(finding?.evidence.statistic ?? '', 'p95 at batch size 4');
});

test('beside it: more calls, failures, a load, and what else was slow then', () => {
  const { finding } = only(
    minutes(20, (telemetry, minute) => {
      const isSlow = minute >= 15;
      record(telemetry, isSlow ? 0.04 : 0.01, { count: isSlow ? 120 : 30 });
      record(telemetry, 0.01, { modelId: 'steady' });
      if (minute === 15)
        telemetry.trackModelOperation({ operationType: 'model_load', modelId: 'm' }, () => {});
      for (let i = 0; isSlow && i < 10; i++) {
        try {
          telemetry.trackInference({ modelId: 'm' }, () => {
            throw new RangeError('out of memory');
          });
        } catch {}
      }
    }),
  );
  assert.match(finding.details, 'There were more: 2 per second, 0.5 otherwise.');
  assert.match(finding.details, '7.69 % failed, 0 % otherwise.');
  assert.match(finding.details, 'The model was loaded in this time: once.');
  const both = minutes(20, (telemetry, minute) => {
    for (const modelId of ['a', 'b']) record(telemetry, minute >= 15 ? 0.04 : 0.01, { modelId });
  });
  assert.equal(
    both.map(({ finding: { details } }) => details),
    ['b', 'a'].map(
      (other) =>
        `Nothing else that was recorded of it differs. Slower at the same time: inference of ${other}.`,
    ),
  );
});

test('a stream is followed by its first token, not by its length', () => {
  const found = (secondsOf: (isLate: boolean) => { first: number; rest: number }) => {
    const machine = new Machine();
    const telemetry = createTelemetry({ clock: machine, timer: machine });
    for (let minute = 0; minute < 20; minute++) {
      const { first, rest } = secondsOf(minute >= 15);
      for (let i = 0; i < 30; i++) {
        const stream = startStream(telemetry, { modelId: 'chat' });
        machine.pass(first);
        stream.token();
        machine.pass(rest);
        stream.end();
      }
      machine.pass(60);
    }
    return getFindings(telemetry).filter(({ type }) => type === 'regression');
  };
  assert.equal(
    found((isLate) => ({ first: 0.1, rest: isLate ? 2 : 0.5 })),
    [],
  );
  const [finding] = found((isLate) => ({ first: isLate ? 0.4 : 0.1, rest: 0.5 }));
  assert.match(finding?.message ?? '', /^the first token of chat became .* times slower$/);
  assert.is(finding?.target, 'stream');
});

test('a backend that becomes slow is named', () => {
  const machine = new Machine();
  const telemetry = createTelemetry({ clock: machine, timer: machine });
  for (let minute = 0; minute < 20; minute++) {
    for (const backend of ['ipfs', 's3']) {
      for (let i = 0; i < 30; i++) {
        const isSlow = backend === 'ipfs' && minute >= 15;
        trackStorageOperation(telemetry, { operationType: 'get', backend }, () =>
          machine.pass(isSlow ? 0.2 : 0.05),
        );
      }
    }
    machine.pass(60);
  }
  const all = getFindings(telemetry).filter(({ type }) => type === 'regression');
  assert.equal(
    all.map(({ message, backend }) => [message.replace(/[\d.]+ times/, 'n times'), backend]),
    [['get on ipfs became n times slower', 'ipfs']],
  );
});
