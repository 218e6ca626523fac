// In a dedicated worker: OPFS, which no page writes.
import { filesConform, storesConform } from './conformance.ts';
import { opfs } from './places.ts';

filesConform(opfs);
storesConform(opfs);
