/** The commands there are; each is loaded when it is asked for. */
import type { Command } from './frame/command.ts';
import type { Listed } from './frame/help.ts';

export interface Entry extends Listed {
  load(): Promise<Command>;
}

export const COMMANDS: readonly Entry[] = [
  {
    name: 'serve',
    about: 'dashboard, REST API and /metrics over a store that others write',
    load: async () => (await import('./commands/serve.ts')).serve,
  },
  {
    name: 'metrics',
    about: 'what was recorded, as tables, once or again and again',
    load: async () => (await import('./commands/metrics.ts')).metrics,
  },
  {
    name: 'report',
    about: 'a report of what was recorded: text, Markdown, HTML or JSON',
    load: async () => (await import('./commands/report.ts')).report,
  },
  {
    name: 'viz',
    about: 'a chart: drawn here, or as PNG or SVG',
    load: async () => (await import('./commands/viz.ts')).viz,
  },
  {
    name: 'config',
    about: 'settings of a running server: get, set',
    load: async () => (await import('./commands/config.ts')).config,
  },
  {
    name: 'analyze',
    about: 'trends, variability, and what got worse since another time',
    load: async () => (await import('./commands/analyze.ts')).analyze,
  },
  {
    name: 'runs',
    about: 'runs of training beside one another, and which did best',
    load: async () => (await import('./commands/runs.ts')).runs,
  },
  {
    name: 'inspect',
    about: 'what a file is, whether it is whole, and what is in it',
    load: async () => (await import('./commands/inspect.ts')).inspect,
  },
  {
    name: 'export',
    about: 'a store as Parquet, Arrow or CSV, a file for each day',
    load: async () => (await import('./commands/export.ts')).exporting,
  },
  {
    name: 'monitoring',
    about: 'dashboards, alerts and manifests: Grafana, Prometheus, Kubernetes',
    load: async () => (await import('./commands/monitoring.ts')).monitoring,
  },
  {
    name: 'bench',
    about: 'how long the functions of a module take, and whether that changed',
    load: async () => (await import('./commands/bench.ts')).bench,
  },
  {
    name: 'completions',
    about: 'a script that completes words in bash, zsh or fish',
    load: async () => (await import('./commands/completions.ts')).completions,
  },
];
