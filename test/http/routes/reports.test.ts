// D: reports, made in the background; and /aiml-report, made at once.
import { assert, test } from '../../harness.ts';
import { type Asking, asking } from '../serving.ts';

const REPORTS = '/api/v0/wal/telemetry/reports';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** Asks again while the server says so. */
async function fileOf({ ask }: Asking, path: string): Promise<Response> {
  for (;;) {
    const response = await ask(path);
    if (response.status !== 503) return response;
    assert.ok(response.headers.get('retry-after'));
    await response.text();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('D POST report: a form answers at once with where the report will be, and it is there soon', () =>
  asking(async (server) => {
    const now = Date.now() / 1000;
    const body = new URLSearchParams({
      start_time: String(now - 3600),
      end_time: String(now + 60),
    }).toString();
    const begun = await server.json('/api/v0/wal/telemetry/report', { method: 'POST', headers: FORM, body });
    assert.is(begun.operation, 'generate_telemetry_report');
    assert.is(begun.report_url, `http://localhost${REPORTS}/${begun.report_id}/report.html`);
    assert.equal(begun.files, ['report.html', 'index.html', 'report.json', 'report.md']);
    const page = await fileOf(server, `${REPORTS}/${begun.report_id}/report.html`);
    assert.is(page.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'.*sandbox/);
    assert.match(await page.text(), '<!doctype html>');
    for (const file of ['index.html', 'report.json', 'report.md']) {
      assert.is((await server.ask(`${REPORTS}/${begun.report_id}/${file}`)).status, 200, file);
    }
    const { reports } = (await server.json(REPORTS)) as { reports: Record<string, unknown>[] };
    assert.equal([reports.length, reports[0]?.state, reports[0]?.report_id], [1, 'done', begun.report_id]);
    const { report } = (await server.json(`${REPORTS}/${begun.report_id}`)) as {
      report: { files: { url: string }[] };
    };
    for (const { url } of report.files) {
      const { status } = await server.ask(new URL(url).pathname);
      // What draws PNG is a package, which pages and workers have to be handed.
      assert.ok(status === 200 || (status === 503 && url.endsWith('.png')), `${url}: ${status}`);
    }
    const address = `${REPORTS}/${begun.report_id}/report.md`;
    const links = [...(await (await server.ask(address)).text()).matchAll(/^!\[[^\]]+\]\(([^)]+)\)$/gm)];
    assert.ok(links.length > 0, 'report.md shows pictures');
    for (const [, link] of links) {
      const picture = await server.ask(new URL(link as string, `http://localhost${address}`).pathname);
      assert.is(
        picture.headers.get('content-type'),
        'image/svg+xml',
        `report.md shows ${link}, which is there`,
      );
    }
    const missing = await server.json(`${REPORTS}/${begun.report_id}/nothing.png`, undefined, 404);
    assert.ok((missing.allowed as string[]).includes('report.json'));
  }));

test('D POST report: as JSON, by parameters of the address, and without a body', () =>
  asking(async ({ json }) => {
    const path = '/api/v0/wal/telemetry/report';
    const headers = { 'content-type': 'application/json' };
    const ids = [
      await json(path, { method: 'POST', headers, body: JSON.stringify({ start_time: 1 }) }),
      await json(`${path}?end_time=2`, { method: 'POST' }),
      await json(path, { method: 'POST' }),
    ].map(({ report_id: id }) => id);
    assert.is(new Set(ids).size, 3);
  }));

test('D POST report: more than may wait are refused for a while', () =>
  asking(
    async ({ ask }) => {
      const post = () => ask('/api/v0/wal/telemetry/report', { method: 'POST' });
      // At once: one after another, each may be done before the next is asked for.
      const responses = await Promise.all(Array.from({ length: 12 }, post));
      for (const response of responses) {
        if (response.status === 429) assert.ok(Number(response.headers.get('retry-after')) > 0);
        await response.text();
      }
      assert.equal([responses[0]?.status, responses.at(-1)?.status], [200, 429]);
    },
    { reportsPerMinute: 100 },
  ));

test('the number of reports in a minute is limited', () =>
  asking(
    async ({ ask }) => {
      const statuses = [];
      for (let i = 0; i < 3; i++) {
        const response = await ask('/aiml-report?format=json');
        statuses.push(response.status);
        await response.text();
      }
      assert.equal(statuses, [200, 200, 429]);
    },
    { reportsPerMinute: 2 },
  ));

test('/aiml-report: HTML, markdown, text and JSON, by what is accepted and by the parameter', () =>
  asking(async ({ ask, json }) => {
    const typeOf = async (path: string, accept?: string) => {
      const response = await ask(path, accept === undefined ? {} : { headers: { accept } });
      await response.text();
      return response.headers.get('content-type')?.split(';')[0];
    };
    assert.is(await typeOf('/aiml-report', 'text/html,application/xhtml+xml,*/*;q=0.8'), 'text/html');
    assert.is(await typeOf('/aiml-report', 'text/markdown'), 'text/markdown');
    assert.is(await typeOf('/aiml-report', 'application/json'), 'application/json');
    assert.is(await typeOf('/aiml-report?format=text', 'text/html'), 'text/plain');
    const answer = await json('/aiml-report?format=json');
    assert.equal([answer.success, answer.operation], [true, 'get_aiml_report']);
    assert.match(answer.report as string, '# AI/ML Performance Report');
    assert.ok('llama' in (answer.models as { models: object }).models);
  }));
