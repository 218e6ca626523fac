/** What the page of the contract does: it searches, and tries. */
import { watchForms } from './forms.ts';
import { watchSearch } from './search.ts';

watchSearch();
watchForms();
