/** Every dashboard there is. */
import type { Settings } from '../options.ts';
import { Queries } from '../queries.ts';
import { INFERENCE } from './inference.ts';
import { INFRASTRUCTURE } from './infrastructure.ts';
import type { Dashboard } from './model.ts';
import { STORAGE } from './storage.ts';
import { STREAMING } from './streams.ts';
import { TRAINING } from './training.ts';

export const DASHBOARDS: readonly Dashboard[] = [INFERENCE, STREAMING, TRAINING, STORAGE, INFRASTRUCTURE];

/** The queries of a dashboard: of what is chosen above it, over as long as Grafana finds right for the time that is shown. */
export function dashboardQueries(settings: Settings, { variables }: Dashboard): Queries {
  const own = variables.map(({ label, name }): [string, string] => [label, `=~"$${name}"`]);
  return new Queries(settings, {
    matchers: { job: '=~"$job"', instance: '=~"$instance"', ...Object.fromEntries(own) },
    window: '$__rate_interval',
  });
}
