// How the page of a report looks in a browser: its own style let through, nothing wider than the screen, light on paper.
import { generateMetricsReport } from 'inferometer/report';
import { assert, test } from '../../harness.ts';
import { busyHour } from '../busy-hour.ts';

const LONG_NAMES = ['a'.repeat(80), `${'wide-'.repeat(16)}model`] as const;

async function shown(
  widthPx: number,
): Promise<{ readonly page: Document; readonly view: Window; close(): void }> {
  const frame = document.createElement('iframe');
  frame.width = String(widthPx);
  frame.height = '800';
  frame.srcdoc = generateMetricsReport(busyHour(LONG_NAMES).telemetry, { format: 'html' });
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
  document.body.append(frame);
  await loaded;
  return {
    page: frame.contentDocument as Document,
    view: frame.contentWindow as Window,
    close: () => frame.remove(),
  };
}

test('nothing is wider than the screen, from a telephone to a wall', async () => {
  for (const widthPx of [390, 1280, 1920]) {
    const { page, close } = await shown(widthPx);
    const { scrollWidth, clientWidth } = page.documentElement;
    assert.ok(scrollWidth <= clientWidth, `${scrollWidth} of ${clientWidth}`);
    close();
  }
});

test('the security policy lets the style of the page through', async () => {
  const { page, view, close } = await shown(1280);
  const heading = page.querySelector('h1') as Element;
  assert.is(view.getComputedStyle(heading).fontSize, '28px');
  close();
});

test('one drawing of each picture is shown, made for the width', async () => {
  for (const [widthPx, name] of [
    [390, 'narrow'],
    [1280, 'wide'],
  ] as const) {
    const { page, close } = await shown(widthPx);
    const figures = [...page.querySelectorAll('figure')];
    assert.ok(figures.length > 5);
    for (const figure of figures) {
      const drawings = [...figure.querySelectorAll('div')].filter((one) => one.clientWidth > 0);
      assert.equal(
        drawings.map(({ className }) => className),
        [name],
      );
    }
    close();
  }
});
