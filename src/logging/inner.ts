/** The door of logging for the rooms of this house; not published. */
export { jsonLinesLogger } from './json-lines.ts';
export { errorText, jsonText, madeOfFields } from './json-text.ts';
export { type Line, loggerOf } from './line.ts';
