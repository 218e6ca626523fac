/** What deserves attention, and why. */

import type { SectionMaker } from '../context.ts';

export const recommendations: SectionMaker = ({ snapshot, findings }) => {
  if (snapshot.metrics.length === 0 && snapshot.curves.length === 0) return undefined;
  return {
    id: 'recommendations',
    heading: 'Recommendations',
    blocks: [
      findings.length > 0
        ? { kind: 'findings', findings }
        : { kind: 'note', text: 'Nothing passed a threshold: there is nothing to recommend.' },
    ],
  };
};
