/** The version that the host checks. It goes up whenever an export changes its meaning. */
export const ABI_VERSION: i32 = 1;
