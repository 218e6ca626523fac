/** What a question is about: whatever it is not about is left unread. */
import type { Instrument, Labels } from './model.ts';

export type IsWanted = (instrument: Instrument, fullName: string) => boolean;

export type IsWantedSeries = (labels: Labels) => boolean;
