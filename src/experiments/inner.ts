/** The door of experiments for the rooms of this house; not published. */
export { bestRun, comparisonColumns } from './comparison/columns.ts';
export { compareRuns, type RunComparison } from './comparison/compare.ts';
export { recordsOf } from './recorded/records.ts';
