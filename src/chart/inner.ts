/** The door of charts for the rooms of this house; not published. */
export * from './index.ts';
export { stated } from './look/format.ts';
export { namingIn } from './look/names.ts';
export { displayWidth, shortened, visible } from './look/text.ts';
export { pngOf } from './png/render-png.ts';
export { budgetOf } from './source.ts';
export { stepLength } from './time/step-length.ts';
export { type Steps, stepsOf } from './time/steps.ts';
