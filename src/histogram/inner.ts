/** The door of the histograms for the rooms of this house; not published. */
export * from './index.ts';
export { type CountsAtOrUnder, countsAtOrUnder } from './query/at-or-under.ts';
