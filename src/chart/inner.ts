/** The door of charts for the rooms of this house; not published. */
export * from './index.ts';
export { displayWidth, shortened, visible } from './look/text.ts';
export { pngOf } from './png/render-png.ts';
export { type Steps, stepsOf } from './time/steps.ts';
