export { EXPOSITION_CONTENT_TYPE, expositionText } from './text.ts';
