/** The whole kernel: the export list and nothing else; README.md holds it as one table. */
export * from './exponential/part';
