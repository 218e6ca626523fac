/** The course of a figure, as small as a word. */

const [WIDTH, HEIGHT] = [100, 24];

/** From 0 up: a course that hardly moves shall look like that. */
export function Sparkline({ values }: { readonly values: readonly (number | null)[] }) {
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value));
  const most = Math.max(...known, Number.MIN_VALUE);
  const step = WIDTH / Math.max(1, values.length - 1);
  let path = '';
  let isDown = false;
  values.forEach((value, i) => {
    if (value === null || !Number.isFinite(value)) {
      isDown = false;
      return;
    }
    const y = HEIGHT - 1.5 - (value / most) * (HEIGHT - 3);
    path += `${isDown ? 'L' : 'M'}${(i * step).toFixed(1)} ${y.toFixed(1)}`;
    isDown = true;
  });
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {known.length > 1 && <path d={path} />}
    </svg>
  );
}
