/** What runs, what is wrong, and when it began: the first screen. */

import { BESIDE_HERO, HERO } from '../catalogue/views.ts';
import { now } from '../data/live.ts';
import { Picture } from '../parts/picture.tsx';
import { place } from '../state/place.ts';
import { Welcome } from './welcome.tsx';

export function Overview() {
  const categories = now.value?.categories;
  const isFiltered = Object.keys(place.value.filter).length > 0;
  if (categories?.length === 0 && !isFiltered) return <Welcome />;
  const beside = BESIDE_HERO.flatMap(([category, pictures]) =>
    categories?.includes(category) ? pictures : [],
  );
  const isHeroThere = categories === undefined || categories.includes('inference') || isFiltered;
  return (
    <div class="overview">
      {isHeroThere && (
        <section class="hero" aria-label="Inference over time">
          {HERO.map((spec) => (
            <Picture key={spec.chart} spec={spec} />
          ))}
        </section>
      )}
      {beside.length > 0 && (
        <section class="pictures is-beside" aria-label="Beside it">
          {beside.map((spec) => (
            <Picture key={spec.chart} spec={{ ...spec, height: 'middle', isWide: false }} />
          ))}
        </section>
      )}
    </div>
  );
}
