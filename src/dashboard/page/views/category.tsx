/** A kind of work: its pictures, and the tables that a report has of it. */

import type { ViewSpec } from '../catalogue/views.ts';
import { now } from '../data/live.ts';
import { Picture } from '../parts/picture.tsx';
import { Tables } from '../parts/tables.tsx';

export function CategoryView({ view }: { readonly view: ViewSpec }) {
  const recorded = now.value?.categories;
  const categories = (view.categories ?? []).filter((category) => recorded?.includes(category) ?? false);
  if (recorded && categories.length === 0) {
    return (
      <p class="nothing">Nothing of this kind was recorded yet. This view fills as soon as something is.</p>
    );
  }
  return (
    <>
      <section class="pictures" aria-label="Pictures">
        {view.pictures.map((spec) => (
          <Picture key={spec.chart} spec={spec} />
        ))}
      </section>
      {categories.map((category) => (
        <Tables key={category} category={category} />
      ))}
    </>
  );
}
