/** What is recorded of the runtime. */
import { gauge } from '../operations/metric-rows.ts';

export const MEMORY_IN_USE_BYTES = gauge('runtime', 'memory_in_use_bytes', 'bytes', ['kind']);

export const RUNTIME_METRICS = [MEMORY_IN_USE_BYTES] as const;
