/** The door of prometheus for the rooms of this house; not published. */
export { type ExposedFamily, type ExposedPoint, exposedFamilies } from './families/families.ts';
export { formatOpenMetricsFloat, OVERFLOW_LABEL, typeName } from './page/literals.ts';
