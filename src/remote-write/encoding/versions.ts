/** Of the protocol; apart from what writes them, whose types are those of a package that nobody has to install. */
export const VERSIONS = ['1.0', '2.0'] as const;

export type Version = (typeof VERSIONS)[number];
