/** The door of experiments for the rooms of this house; not published. */
export { comparisonColumns, isBest } from './comparison/columns.ts';
export { compareRuns, type RunComparison } from './comparison/compare.ts';
export { recordsOf } from './recorded/records.ts';
