/** What pages send, and what they are told of it. */
import { count, listOf, oneOf, record, type Schema, text } from '../openapi.ts';
import { answer, answered, type Described } from './answer.ts';

const SEQUENCE = {
  type: 'integer',
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'Which of the intervals of the page it is.',
} as const satisfies Schema;

/** More wait in no page. */
const MOST_DELTAS = 256;

export const INGESTION = {
  schemas: {
    Ingestion: record({
      key: {
        type: 'string',
        minLength: 1,
        maxLength: 256,
        description: 'One of the ingest keys of the server.',
      },
      page: {
        type: 'string',
        pattern: '^[\\w-]{8,64}$',
        description: 'Which page it is: a random id that it made when it was loaded.',
      },
      deltas: {
        type: 'array',
        minItems: 1,
        maxItems: MOST_DELTAS,
        description: 'Intervals of the page, those first that have waited longest.',
        items: record({
          sequence: SEQUENCE,
          interval: text('As `encodeInterval` of inferometer/store writes it, in base64.'),
        }),
      },
    }),
    Ingested: answer('ingest', {
      acknowledged: listOf(SEQUENCE, { description: 'Those that are merged, now or before.' }),
      merged: count('How many were merged now.'),
      repeated: count('How many had been merged before.'),
      refused: {
        type: 'array',
        description: 'Those that are not merged, and will never be.',
        items: record({
          sequence: SEQUENCE,
          reason: oneOf(['unreadable'], '`unreadable`: it is no interval that this version reads.'),
        }),
      },
    }),
  },
  examples: {
    Ingestion: {
      key: 'write-only-key-of-my-app',
      page: '0b2f6f4e5d3c4a1b',
      deltas: [{ sequence: 0, interval: 'sUlGSQEAcGd0S/V4QgBAaXdL9XhCAAAAAAAAJEAAAAAAAAAAAAAAAAA=' }],
    },
    Ingested: answered('ingest', { acknowledged: [0], merged: 1, repeated: 0, refused: [] }),
  },
} as const satisfies Described;
