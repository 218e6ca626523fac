// Memory everywhere, directories in Node, Deno and Bun, IndexedDB in a page.
import { filesConform } from '../files/conformance.ts';
import { kindsHere } from './places.ts';
import { storesConform } from './store-conformance.ts';

for (const kind of kindsHere()) {
  filesConform(kind);
  storesConform(kind);
}
