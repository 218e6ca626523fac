// Takes some minutes, and runs where it is asked for: `npm run test:interop -- unload`.
import { testUnload } from './unload/test-unload.ts';

testUnload('firefox');
