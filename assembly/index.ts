/** The whole kernel: the export list and nothing else; README.md holds it as one table. */
export * from './exponential/part';
export * from './drift/index';
export * from './explicit/index';
export * from './hdr/index';
export * from './summary/index';
