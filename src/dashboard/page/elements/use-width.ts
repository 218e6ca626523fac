/** How wide an element is, as it becomes wider and narrower. */
import { useLayoutEffect, useState } from 'preact/hooks';

/** In whole CSS pixels; 0 before it is there. */
export function useWidth(element: { readonly current: HTMLElement | null }): number {
  const [widthPx, setWidthPx] = useState(0);
  useLayoutEffect(() => {
    if (!element.current) return;
    const measure = () => setWidthPx(Math.floor(element.current?.clientWidth ?? 0));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return widthPx;
}
