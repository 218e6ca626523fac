// One table: every way in (an instrument of each aggregation) by every way out, the same numbers everywhere. A new
// instrument is an entry of conformance/ways-in.ts, a new way out one of conformance/ways-out.ts.
import { testConformance } from './conformance/run.ts';
import { WAYS_OUT } from './conformance/ways-out.ts';

testConformance(WAYS_OUT);
