/**
 * Threads: eight million values on eight of them, merged by their snapshots; what a question to them costs; and what it would cost to
 * count in memory that they share. Each needs the machine for itself.
 */
import * as shared from '../contenders/shared-counts.mjs';
import * as threads from '../contenders/threads.mjs';

const common = { nodeOnly: true, onDemand: true, rounds: 6 };

export const workerCases = [
  {
    ...common,
    name: 'workers/records',
    title: `8 million values recorded and read, on ${threads.cores} cores`,
    unit: 'ms',
    per: 'run',
    contenders: [
      { name: 'eight threads, attached', once: threads.eightThreads },
      { name: 'one thread', once: threads.oneThread },
    ],
  },
  {
    ...common,
    name: 'workers/question',
    title: 'processor time of a question to eight threads: told, sent, read and merged',
    unit: 'ms',
    per: 'question',
    contenders: [1, 100].map((series) => ({
      name: `${series} histogram${series === 1 ? '' : 's'} each`,
      once: () => threads.question(series),
    })),
  },
  {
    ...common,
    name: 'workers/shared',
    title: 'a value counted: in own memory, or in memory that threads share',
    unit: 'ns',
    per: 'record',
    contenders: [
      { name: 'inferometer, own memory, all of it', once: shared.histogram },
      { name: 'a bucket, own memory', once: async () => shared.alone('plain', ArrayBuffer) },
      {
        name: 'a bucket, shared, each thread its own',
        once: async () => shared.alone('plain', SharedArrayBuffer),
      },
      {
        name: 'a bucket, shared by all, Atomics.add, alone',
        once: async () => shared.alone('atomic', SharedArrayBuffer),
      },
      { name: 'a bucket, shared by all, Atomics.add, two threads', once: () => shared.contended('atomic') },
    ],
  },
];
