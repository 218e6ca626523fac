// In a dedicated worker: OPFS, which no page writes.
import { filesConform } from '../files/conformance.ts';
import { opfs } from './places.ts';
import { storesConform } from './store-conformance.ts';

filesConform(opfs);
storesConform(opfs);
