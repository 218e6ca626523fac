/** Pictures of models and their training. */
import { medianBars } from '../makers/of-range/bars.ts';
import { curvesOfRuns } from '../makers/of-range/curves.ts';
import type { CatalogueRow } from './entry.ts';

const STREAM = ['modelId', 'labels'] as const;

const RUNS = ['modelId', 'run'] as const;

export const TRAINING_CHARTS: readonly CatalogueRow[] = [
  {
    id: 'model-load-time',
    title: 'Loading of models',
    help: 'How long loading, initializing and saving took, by model: the median.',
    category: 'model',
    kind: 'bars',
    unit: 'seconds',
    filters: STREAM,
    ofRange: medianBars({
      metrics: { load: 'model_load_seconds', initialize: 'model_init_seconds', save: 'model_save_seconds' },
      groupBy: 'model_id',
      label: 'time',
      things: 'operations',
      names: 'models',
    }),
  },
  {
    id: 'training-curves',
    title: 'Loss',
    help: 'A statistic of training over epochs or steps, a line for each run: loss, or any other.',
    category: 'training',
    kind: 'lines',
    unit: 'number',
    filters: [...RUNS, 'metric'],
    ofRange: curvesOfRuns({ unit: 'number', isSmoothed: true }),
  },
  {
    id: 'learning-rate',
    title: 'Learning rate',
    help: 'The learning rate over epochs or steps, a line for each run.',
    category: 'training',
    kind: 'lines',
    unit: 'number',
    filters: RUNS,
    ofRange: curvesOfRuns({ metric: 'learning_rate', unit: 'number', isSmoothed: false }),
  },
  {
    id: 'gradient-norm',
    title: 'Gradient norm',
    help: 'The norm of the gradient over epochs or steps, a line for each run.',
    category: 'training',
    kind: 'lines',
    unit: 'number',
    filters: RUNS,
    ofRange: curvesOfRuns({ metric: 'gradient_norm', unit: 'number', isSmoothed: true }),
  },
  {
    id: 'epoch-time',
    title: 'Time of an epoch',
    help: 'How long each epoch took, a line for each run.',
    category: 'training',
    kind: 'lines',
    unit: 'seconds',
    filters: RUNS,
    ofRange: curvesOfRuns({ metric: 'epoch_seconds', label: 'time', unit: 'seconds', isSmoothed: false }),
  },
];
