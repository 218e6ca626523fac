/**
 * IEEE-754 binary64 parts. A finite positive double orders as its bits do, so the kernel compares and shifts
 * bits and never takes a logarithm.
 */

export const MANTISSA_BITS: u64 = 52;
export const MAGNITUDE_MASK: u64 = 0x7fff_ffff_ffff_ffff;
export const INFINITY_BITS: u64 = 0x7ff0_0000_0000_0000;
/** 2^-1022, the smallest normal double: at and below it a value is a zero to an exponential histogram. */
export const SMALLEST_NORMAL_BITS: u64 = 0x0010_0000_0000_0000;
export const ONE_EXPONENT: u64 = 0x0010_0000_0000_0000;

/** 2^exponent for -1074 <= exponent <= 1023, the subnormal powers included. */
export function powerOfTwo(exponent: i32): f64 {
  return exponent >= -1022
    ? reinterpret<f64>(u64(exponent + 1023) << MANTISSA_BITS)
    : reinterpret<f64>(u64(1) << u64(exponent + 1074));
}

/** The double next to a positive finite one, towards zero. */
// @ts-ignore: decorator
@inline
export function below(value: f64): f64 {
  return reinterpret<f64>(reinterpret<u64>(value) - 1);
}
