import { resolve } from 'node:path';

// The test runs a copy, two folders under the packages that it uses.
const root = resolve(import.meta.dirname, '../..');
export default { turbopack: { root }, outputFileTracingRoot: root };
