/** What telemetry adds to the first answer of a function that scales from nothing; see contenders/cold-start.mjs. */
import * as ours from '../contenders/cold-start.mjs';

const common = { nodeOnly: true, onDemand: true };

export const coldStartCases = [
  {
    ...common,
    name: 'cold-start/node',
    title: 'import to the end of the first tracked and flushed inference, fresh process',
    unit: 'ms',
    per: 'start',
    contenders: [{ name: 'inferometer', once: ours.firstInvocation }],
  },
  {
    ...common,
    name: 'cold-start/workerd',
    title: 'start of workerd to its first answer',
    unit: 'ms',
    per: 'start',
    contenders: [
      { name: 'with telemetry', once: () => ours.firstAnswer('telemetry') },
      { name: 'without', once: () => ours.firstAnswer('bare') },
    ],
  },
];
