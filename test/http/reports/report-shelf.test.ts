// Reports that are asked for: how many wait, how long they stay, what can be asked of them, and what is said of a failure.
import { createTelemetry } from 'inferometer';
import { type ReportEntry, ReportShelf, type ShelfOptions } from 'inferometer/http/inner';
import type { ReportHistory } from 'inferometer/report';
import { historyOf, MemoryFiles } from 'inferometer/store';
import { assert, test } from '../../harness.ts';
import { Machine } from '../../telemetry/time.ts';

function shelfOf(options: Partial<ShelfOptions> = {}) {
  const machine = new Machine();
  const telemetry = createTelemetry({ clock: machine, timer: machine });
  telemetry.inference({ modelId: 'glyphs' }).record(0.01);
  machine.pass(30);
  const history = historyOf(telemetry);
  const shelf = new ReportShelf({ history, clock: machine, timer: machine, ...options });
  return { shelf, history, machine, telemetry };
}

/** A history that answers once it is let go. */
function heldUp(history: ReportHistory) {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const slow: ReportHistory = {
    telemetry: history.telemetry as NonNullable<ReportHistory['telemetry']>,
    query: (query) => history.query(query),
    runs: (filter) => history.runs(filter),
    async snapshot(range) {
      await Promise.race([held, rejectionOf(range.signal)]);
      return history.snapshot(range);
    },
  };
  return { slow, letGo };
}

function rejectionOf(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
}

const namesIn = ({ files }: ReportEntry) => files.map(({ name }) => name);

test('a report is there under its id, file by file', async () => {
  const { shelf } = shelfOf();
  const { reportId, done } = shelf.start();
  assert.match(reportId, /^report_1767225630_\d{10}$/);
  assert.is((await shelf.entry(reportId))?.state === 'done', false);
  const entry = await done;
  assert.is(entry.state, 'done');
  assert.is(entry.progressRatio, 1);
  for (const name of ['report.html', 'index.html', 'report.json', 'report.md']) {
    assert.ok(namesIn(entry).includes(name), name);
  }
  const page = await shelf.file(reportId, 'report.html');
  assert.is(page.state, 'done');
  if (page.state !== 'done') return;
  assert.is(page.contentType, 'text/html; charset=utf-8');
  assert.match(new TextDecoder().decode(page.bytes), /glyphs/);
  assert.equal(
    (await shelf.list()).map((one) => one.reportId),
    [reportId],
  );
});

test('what is no file of a report is unknown, whatever it is called', async () => {
  const { shelf } = shelfOf({ files: new MemoryFiles() });
  const { reportId, done } = shelf.start();
  await done;
  for (const name of [
    '',
    '.',
    '..',
    '../files.json',
    'files.json',
    'charts/../report.html',
    '/etc/passwd',
    '__proto__',
    'REPORT.HTML',
    'report.html\0',
    'charts',
  ]) {
    assert.is((await shelf.file(reportId, name)).state, 'unknown', name);
  }
  for (const id of ['', '..', `${reportId}/`, `../${reportId}`, 'report_1_1', '__proto__']) {
    assert.is((await shelf.file(id, 'report.html')).state, 'unknown', id);
    assert.is(await shelf.entry(id), undefined);
  }
});

test('one is made at a time, so many wait, and more are refused', async () => {
  const { history, machine } = shelfOf();
  const { slow, letGo } = heldUp(history);
  const shelf = new ReportShelf({ history: slow, clock: machine, timer: machine, queueLimit: 2 });
  const started = [shelf.start(), shelf.start(), shelf.start()];
  assert.throwsCode(() => shelf.start(), 'REPORT_QUEUE_FULL');
  await Promise.resolve();
  await Promise.resolve();
  assert.equal((await shelf.list()).map(({ state }) => state).sort(), ['running', 'waiting', 'waiting']);
  assert.is((await shelf.file(started[2]?.reportId as string, 'report.html')).state, 'waiting');
  letGo();
  const ended = await Promise.all(started.map(({ done }) => done));
  assert.equal(
    ended.map(({ state }) => state),
    ['done', 'done', 'done'],
  );
  assert.is((await shelf.start().done).state, 'done');
});

test('the oldest reports go: by their number, their age and what they take', async () => {
  const { shelf, machine } = shelfOf({ keep: { count: 2, ageSeconds: 3600 } });
  const ids: string[] = [];
  for (let i = 0; i < 3; i++) {
    const { reportId, done } = shelf.start();
    ids.unshift(reportId);
    await done;
    machine.pass(60);
  }
  assert.equal(
    (await shelf.list()).map(({ reportId }) => reportId),
    ids.slice(0, 2),
  );
  assert.is((await shelf.file(ids[2] as string, 'report.html')).state, 'unknown');
  machine.pass(3500);
  assert.equal(
    (await shelf.list()).map(({ reportId }) => reportId),
    ids.slice(0, 1),
  );

  const tight = shelfOf({ keep: { bytes: 1 } }).shelf;
  await tight.start().done;
  const { reportId, done } = tight.start();
  await done;
  assert.equal(
    (await tight.list()).map((one) => one.reportId),
    [reportId],
  );
});

test('reports in files outlive the process, and leave nothing behind', async () => {
  const files = new MemoryFiles();
  const { shelf, machine } = shelfOf({ files, keep: { count: 1 } });
  const first = await shelf.start({ startTime: Date.UTC(2026, 0, 1) }).done;
  await shelf.close();
  await left(files, `report_${Math.floor(machine.wallUnixMs() / 1000) - 7200}_0000000001`, 'report.html');
  await left(files, `report_${Math.floor(machine.wallUnixMs() / 1000)}_0000000002`, 'report.html');
  await left(files, 'notes', 'mine.txt');

  machine.pass(60);
  const later = shelfOf({ files, keep: { count: 1 }, clock: machine }).shelf;
  assert.equal(await later.list(), [first]);
  assert.is((await later.file(first.reportId, 'report.md')).state, 'done');
  const second = await later.start().done;
  assert.equal(
    [...(await files.list(''))].sort(),
    ['notes', `${'report_1767225630'}_0000000002`, second.reportId].sort(),
  );
  assert.equal(await later.list(), [second]);
});

async function left(files: MemoryFiles, directory: string, name: string): Promise<void> {
  const file = await files.open(`${directory}/${name}`);
  await file.append(new Uint8Array(3));
  await file.close();
}

test('a list that somebody else wrote is believed as far as it is one', async () => {
  const lists = [
    'no json',
    '[]',
    '{"schemaVersion":1,"files":[]}',
    '{"schemaVersion":1,"createdAtUnixMs":1,"endedAtUnixMs":2,"files":[{"name":"../../etc/passwd","contentType":"text/plain","sizeBytes":1}]}',
  ];
  for (const list of lists) {
    const files = new MemoryFiles();
    const file = await files.open('report_1_0000000001/files.json');
    await file.append(new TextEncoder().encode(list));
    const { shelf } = shelfOf({ files });
    assert.equal(await shelf.list(), []);
    assert.is((await shelf.file('report_1_0000000001', '../../etc/passwd')).state, 'unknown');
  }
});

test('a report that fails is listed with its reason, which names no path', async () => {
  const logged: object[] = [];
  const say = (_: string, fields: object) => void logged.push(fields);
  const { history, machine } = shelfOf();
  const failing: ReportHistory = {
    query: (query) => history.query(query),
    runs: (filter) => history.runs(filter),
    snapshot: () => Promise.reject(new Error('ENOENT: no such file, open /home/me/secret')),
  };
  const shelf = new ReportShelf({ history: failing, clock: machine, timer: machine, say });
  const { reportId, done } = shelf.start();
  const entry = await done;
  assert.is(entry.state, 'failed');
  assert.not.match(entry.error ?? '', /secret|home/);
  assert.is(logged.length, 1);
  assert.equal(await shelf.list(), [entry]);
  assert.is((await shelf.file(reportId, 'report.html')).state, 'failed');
  for (let i = 0; i < 40; i++) await shelf.start().done;
  assert.is((await shelf.list()).length, 20);
});

test('what takes too long is given up, and so is what goes on when the shelf is closed', async () => {
  const { history, machine } = shelfOf();
  const { slow } = heldUp(history);
  const shelf = new ReportShelf({ history: slow, clock: machine, timer: machine, timeoutSeconds: 10 });
  const late = shelf.start();
  while (machine.waiting === 0 || (await shelf.entry(late.reportId))?.state !== 'running')
    await Promise.resolve();
  machine.pass(11);
  assert.match((await late.done).error ?? '', /REPORT_TIMEOUT: it took longer than 10 s/);

  const [going, waiting] = [shelf.start(), shelf.start()];
  await shelf.close();
  for (const { done } of [going, waiting]) assert.match((await done).error ?? '', /REPORT_SHELF_CLOSED/);
  assert.throwsCode(() => shelf.start(), 'REPORT_SHELF_CLOSED');
});

test('a range that is none is refused before anything is made', async () => {
  const { shelf } = shelfOf();
  assert.throwsCode(() => shelf.start({ startTime: 2e12, endTime: 1e12 }), 'TELEMETRY_QUERY');
  assert.throwsCode(() => shelf.start({ modelId: 7 as never }), 'TELEMETRY_LABEL_KIND');
  assert.equal(await shelf.list(), []);
});

test('a report of a range in which nothing was recorded says so', async () => {
  const { shelf } = shelfOf();
  const { reportId, done } = shelf.start({ startTime: Date.UTC(2020, 0), endTime: Date.UTC(2020, 1) });
  assert.is((await done).state, 'done');
  const page = await shelf.file(reportId, 'report.html');
  assert.match(page.state === 'done' ? new TextDecoder().decode(page.bytes) : '', /Nothing was recorded/);
});
