import { MemoryFiles } from 'inferometer/store';
import { conformance } from './conformance.ts';

conformance('memory', async () => new MemoryFiles());
