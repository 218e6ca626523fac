// The ways out of conformance.test.ts that need a library which runs in Node alone.
import { testConformance } from './conformance/run.ts';
import { WAYS_OUT_OF_NODE } from './conformance/ways-out-of-node.ts';

testConformance(WAYS_OUT_OF_NODE);
