// Memory everywhere, directories in Node, Deno and Bun, IndexedDB in a page.
import { filesConform, storesConform } from './conformance.ts';
import { kindsHere } from './places.ts';

for (const kind of kindsHere()) {
  filesConform(kind);
  storesConform(kind);
}
