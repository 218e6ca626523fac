// The page of the contract is whole without a script, and asks nobody but its own server.
import { apiPageAssets, operations } from 'inferometer/api';
import { assert, test } from '../../harness.ts';

const assets = await apiPageAssets();
const html = assets.get('api.html')?.body ?? '';

test('the page has every operation, with its path, its parameters and an example', () => {
  for (const { id, path, parameters } of Object.values(operations)) {
    const article = new RegExp(`<article id="${id}"[\\s\\S]*?</article>`).exec(html)?.[0] ?? '';
    const shown = article.replace(/<wbr>/g, '');
    assert.ok(shown.includes(`<code>${path}</code>`), id);
    for (const { name } of parameters) assert.ok(shown.includes(`id="${id}-${name}"`), `${id} ${name}`);
    assert.ok(shown.includes('curl &#39;http://localhost:8000/'), id);
    assert.ok(html.includes(`href="#${id}"`), `${id} is in the list`);
  }
});

test('the page needs no script, style or handler in the page, and no other host', () => {
  assert.is(/<script(?![^>]*\bsrc=)/.test(html), false);
  assert.is(/<style|\sstyle=|\son\w+=|javascript:/i.test(html), false);
  const addresses = [...html.matchAll(/\s(?:href|src)="([^"]*)"/g)].map(([, address]) => address as string);
  assert.equal(
    addresses.filter((address) => !/^(#|\.\/|assets\/)/.test(address)),
    [],
  );
  for (const [path, { body }] of assets) {
    assert.is(/https?:\/\/(?!localhost:8000\/)/.test(body), false, path);
  }
});

test('what the page asks for is there, and named by its content', () => {
  const wanted = [...html.matchAll(/"(assets\/[^"]+)"/g)].map(([, path]) => path as string);
  assert.is(wanted.length, 2);
  for (const path of wanted) {
    assert.is(assets.get(path)?.isImmutable, true, path);
    assert.match(path, /-[A-Z0-9]{8}\.(js|css)$/);
  }
  assert.is(assets.get('api.html')?.isImmutable, false);
});

test('ids of the page are its own, and each field has a label', () => {
  const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id as string);
  assert.equal(ids.length, new Set(ids).size);
  const labelled = new Set([...html.matchAll(/<label for="([^"]+)"/g)].map(([, id]) => id));
  const fields = [...html.matchAll(/<(?:input|select|textarea)[^>]*\sid="([^"]+)"/g)].map(([, id]) => id);
  assert.equal(
    fields.filter((id) => !labelled.has(id)),
    [],
  );
});
