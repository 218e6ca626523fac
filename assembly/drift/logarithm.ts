/**
 * The logarithm to base 2, the same bits in every engine; the standard library's would bring its tables.
 *
 *     v = 2^e * f, f in [sqrt 1/2, sqrt 2)      log2 v = e + 2 artanh(s) / ln 2,   s = (f - 1) / (f + 1)
 *
 * artanh(s) = s + s^3 / 3 + s^5 / 5 + ..., s^2 < 0.0295: after s^23 / 23 nothing is left of a double.
 */
import { MANTISSA_BITS } from '../float';

const LOG2_E: f64 = 1.4426950408889634;
/** The mantissa bits of sqrt 2. */
const SQRT2_MANTISSA: u64 = 0x6_a09e_667f_3bcd;

/** Of a positive normal double. */
export function log2(value: f64): f64 {
  const bits = reinterpret<u64>(value);
  const mantissa = bits & 0xf_ffff_ffff_ffff;
  const isUpper = mantissa >= SQRT2_MANTISSA;
  const exponent = i32(bits >> MANTISSA_BITS) - 1023 + i32(isUpper);
  const f = reinterpret<f64>(mantissa | (u64(isUpper ? 1022 : 1023) << MANTISSA_BITS));
  const s = (f - 1) / (f + 1);
  const z = s * s;
  let series: f64 = 0;
  for (let k = 23; k > 1; k -= 2) series = (series + 1 / f64(k)) * z;
  return f64(exponent) + 2 * LOG2_E * (s + s * series);
}
