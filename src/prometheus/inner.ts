/** The door of prometheus for the rooms of this house; not published. */
export { type AcceptedRange, acceptedRanges } from './accept.ts';
export { exposedFamilies } from './families/families.ts';
export type { ExposedFamily, ExposedPoint } from './families/model.ts';
export { type ResourceOptions, requireResource } from './families/target-info.ts';
export { formatOpenMetricsFloat, OVERFLOW_LABEL, typeName } from './page/literals.ts';
export { createMetricsHandler } from './serving/handler.ts';
