// A process of the tests: wants a store, says whether it has it, and keeps it until its input ends.
import { openStore } from 'inferometer/store';

const [path] = process.argv.slice(2);
try {
  globalThis.store = await openStore({ path });
  console.log('taken');
} catch (error) {
  console.log(error.code ?? String(error));
}
process.stdin.on('end', () => process.exit());
process.stdin.resume();
