/** The door of reports for the rooms of this house; not published. */
export { readHistory } from './history/reading.ts';
export * from './index.ts';
export { findingJson } from './report-json.ts';
