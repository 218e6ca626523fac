/** The networks of the demo: small enough to learn in seconds on one core, each of another kind. */

import { initializers, layers, type Sequential, sequential } from '@tensorflow/tfjs-layers';
import { GLYPH_SIDE, LETTERS } from './glyphs.ts';

export interface NetworkPlan {
  readonly modelId: string;
  /** One line for a reader. */
  readonly description: string;
  /** Makes the network with its first weights, always the same ones. */
  readonly build: () => Sequential;
}

type Layer = Parameters<Sequential['add']>[0];

const KINDS = ['dense', 'convolution', 'deep'] as const;

/** The first `count` networks: the kinds in turn, each round wider than the last. */
export function planNetworks(count: number): NetworkPlan[] {
  return Array.from({ length: count }, (_, i) => {
    const kind = KINDS[i % KINDS.length] as (typeof KINDS)[number];
    return planNetwork(kind, 1 + Math.floor(i / KINDS.length), i);
  });
}

function planNetwork(kind: (typeof KINDS)[number], width: number, seed: number): NetworkPlan {
  const inputShape = [GLYPH_SIDE, GLYPH_SIDE, 1];
  const seeded = (offset: number) => initializers.glorotUniform({ seed: 1 + seed * 10 + offset });
  const dense = (units: number, offset: number) =>
    layers.dense({ units, activation: 'relu', kernelInitializer: seeded(offset) });
  const hidden: Record<typeof kind, () => Layer[]> = {
    dense: () => [layers.flatten({ inputShape }), dense(48 * width, 0)],
    convolution: () => [
      layers.conv2d({
        inputShape,
        filters: 6 * width,
        kernelSize: 3,
        strides: 2,
        activation: 'relu',
        kernelInitializer: seeded(0),
      }),
      layers.flatten({}),
    ],
    deep: () => [layers.flatten({ inputShape }), dense(64 * width, 0), dense(32 * width, 1)],
  };
  const descriptions: Record<typeof kind, string> = {
    dense: `one dense layer of ${48 * width}`,
    convolution: `${6 * width} convolution filters`,
    deep: `dense layers of ${64 * width} and ${32 * width}`,
  };
  // The last layer gives one score per letter; the loss turns scores into probabilities by itself.
  const scores = () => layers.dense({ units: LETTERS.length, kernelInitializer: seeded(2) });
  return {
    modelId: width === 1 ? `glyph-${kind}` : `glyph-${kind}-x${width}`,
    description: descriptions[kind],
    build: () => sequential({ layers: [...hidden[kind](), scores()] }),
  };
}
