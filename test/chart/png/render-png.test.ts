import { type ResvgModule, renderPng } from 'inferometer/chart';
import { assert, test } from '../../harness.ts';
import { isPage, isWorkerd } from '../../places.ts';
import { CHARTS } from '../charts.ts';

test('a module that is handed in draws the picture, with the font of the library and no other', async () => {
  const seen: {
    svg: string;
    options: { font: { loadSystemFonts: boolean; fontBuffers: Uint8Array[] }; fitTo: unknown };
  }[] = [];
  const png = new Uint8Array([1, 2, 3]);
  let [initialized, freed] = [0, 0];
  const resvg = {
    initWasm: async (wasm: unknown) => {
      assert.is(wasm, compiled);
      initialized += 1;
    },
    Resvg: class {
      constructor(svg: string, options: never) {
        seen.push({ svg, options });
      }
      render() {
        return { asPng: () => png, free: () => void freed++ };
      }
      free() {
        freed += 1;
      }
    },
  } as unknown as ResvgModule;
  const compiled = new Uint8Array(8);
  for (const dpi of [100, 200]) assert.is(await renderPng(CHARTS.bars, { resvg, wasm: compiled, dpi }), png);
  assert.is(initialized, 1, 'it is initialized once');
  assert.is(freed, 4, 'its memory is given back');
  const [first, second] = seen;
  assert.match(first?.svg as string, /^<svg [^>]*width="1200" height="800"/);
  assert.is(first?.options.font.loadSystemFonts, false);
  // TrueType.
  assert.equal([...(first?.options.font.fontBuffers[0] ?? []).slice(0, 4)], [0, 1, 0, 0]);
  assert.equal(second?.options.fitTo, { mode: 'zoom', value: 2 });
});

test('where packages are files the picture is drawn; elsewhere the error says what to hand in', async () => {
  const isElsewhere = isPage || isWorkerd;
  if (isElsewhere) {
    const error = await assert.rejects(renderPng(CHARTS.bars));
    assert.match(error.message, /^CHART_PNG_PEER: .*pass it as the option resvg\.$/);
  } else assert.equal([...(await renderPng(CHARTS.bars)).slice(0, 4)], [137, 80, 78, 71]);
});

test('a module that does not start is an error with a remedy, and the next attempt may succeed', async () => {
  let attempts = 0;
  const resvg = {
    initWasm: async () => {
      attempts += 1;
      throw new Error('no WebAssembly here');
    },
    Resvg: class {},
  } as unknown as ResvgModule;
  for (const attempt of [1, 2]) {
    const error = await assert.rejects(renderPng(CHARTS.bars, { resvg, wasm: new Uint8Array(8) }));
    assert.match(
      error.message,
      /^CHART_PNG_PEER: @resvg\/resvg-wasm did not start\. Hand in the index_bg\.wasm/,
    );
    assert.is(attempts, attempt);
  }
});

test('a size that is none is refused, with what would do', async () => {
  const refused: readonly (readonly [options: object, words: RegExp])[] = [
    [{ width: 3 }, /Did you mean widthInches\?/],
    [{ widthInches: 0 }, /"widthInches" expected a number from 2 to 80, got 0/],
    [{ heightInches: Number.NaN }, /"heightInches" expected a number from 1 to 80, got NaN/],
    [{ widthInches: 80, heightInches: 80 }, /"dpi" expected 62 at most for a picture of this size, got 100/],
    [{ theme: 'auto' }, /"theme" expected one of light, dark/],
  ];
  for (const [options, words] of refused) {
    const error = await assert.rejects(renderPng(CHARTS.bars, options));
    assert.is((error as { code?: string }).code, 'CHART_OPTION');
    assert.match(error.message, words);
  }
});
