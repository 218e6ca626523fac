export { type Exposition, exposition } from './exposition.ts';
export type { ExpositionOptions } from './exposition-options.ts';
export type { Exposable } from './format.ts';
export { EXPOSITION_CONTENT_TYPE, expositionText } from './text.ts';
