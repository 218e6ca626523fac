/** The view that the reader is in. */
import { computed } from '@preact/signals';
import { place } from '../state/place.ts';
import { OVERVIEW, VIEWS } from './views.ts';

export const currentView = computed(() => VIEWS.find(({ id }) => id === place.value.view) ?? OVERVIEW);
