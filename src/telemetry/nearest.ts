/** Which known name somebody probably meant. */

/**
 * The candidate that shares the most pairs of adjacent letters with `name` (Dice's coefficient). Unlike an edit
 * distance it does not mind the order of words: `loading_model` is nearest to `model_load`.
 */
export function nearest(name: string, candidates: readonly string[]): string {
  let best = '';
  let bestScore = -1;
  for (const candidate of candidates) {
    const score = likeness(name.toLowerCase(), candidate.toLowerCase());
    if (score > bestScore) {
      best = candidate;
      bestScore = score;
    }
  }
  return best;
}

function likeness(a: string, b: string): number {
  const left = pairsOf(a);
  const right = pairsOf(b);
  let shared = 0;
  for (const pair of left) if (right.has(pair)) shared += 1;
  return (2 * shared) / (left.size + right.size);
}

/** `load` gives lo, oa, ad. Set, not count: names are short. */
function pairsOf(text: string): Set<string> {
  const pairs = new Set<string>();
  for (let i = 0; i + 1 < text.length; i++) pairs.add(text.slice(i, i + 2));
  return pairs;
}
