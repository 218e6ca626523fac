import { opfsFiles } from 'inferometer/store';
import { assert, test } from '../../harness.ts';

test('where there is no origin private file system that is said at once, and what may be used', () => {
  const { navigator } = globalThis as { navigator?: { storage?: { getDirectory?: unknown } } };
  if (navigator?.storage?.getDirectory) assert.is(opfsFiles('./a//b/').place, 'opfs:a/b');
  else assert.match(assert.throwsCode(() => opfsFiles('a'), 'STORE_PLATFORM').message, 'MemoryFiles');
});

test('a path out of the own file system is refused everywhere', () => {
  for (const path of ['', '.', '..', 'a/../../b']) {
    assert.throwsCode(() => opfsFiles(path), 'STORE_OPTION_RANGE');
  }
});
