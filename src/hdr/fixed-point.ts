/**
 * Formats numbers with a fixed count of digits after the point, halves away from zero as Java's %.3f does: toFixed
 * makes 1.234 of 1.2345, whose double is a little under it.
 */
export function fixedPoint(digits: number): (value: number) => string {
  const { format } = new Intl.NumberFormat('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: false,
  });
  return format;
}
