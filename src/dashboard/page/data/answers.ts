/** What the server answers, as far as the page reads it. `null` is what is not known. */
import type { Chart, Unit } from '../../../chart/index.ts';

export type Figure = number | null;

export interface Now {
  readonly is_recording: boolean;
  readonly window_seconds: number;
  readonly in_flight: number;
  readonly per_second: Figure;
  readonly latency: {
    readonly p50: Figure;
    readonly p95: Figure;
    readonly p99: Figure;
    readonly count: number;
  };
  readonly error_ratio: Figure;
  readonly tokens_per_second: Figure;
  readonly training: {
    readonly model_id: string;
    readonly run_id: string;
    readonly epoch: Figure;
    readonly epochs: Figure;
    readonly loss: Figure;
  } | null;
  readonly workers: { readonly busy: number; readonly total: number; readonly utilization: Figure } | null;
  readonly storage_queue: Figure;
  /** Those that recorded something. */
  readonly categories: readonly string[];
  readonly findings: { readonly high: number; readonly medium: number };
}

export interface ChartAnswer {
  readonly chart: Chart;
}

export interface FindingsAnswer {
  readonly findings: readonly Finding[];
  readonly thresholds: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export interface Finding {
  readonly type: string;
  readonly target: string;
  readonly severity: 'high' | 'medium';
  readonly message: string;
  readonly details: string;
  readonly evidence: {
    readonly statistic: string;
    readonly value: Figure;
    readonly unit: string;
    readonly threshold: Figure;
    readonly side: 'above' | 'below';
    readonly count: number;
    readonly window_seconds: number;
  };
  readonly chart: { readonly id: string; readonly filter: FindingFilter } | null;
}

export interface FindingFilter {
  readonly labels?: Readonly<Record<string, string>>;
  readonly [parameter: string]: string | Readonly<Record<string, string>> | undefined;
}

export interface CatalogueAnswer {
  readonly metrics: readonly CataloguedMetric[];
  /** By label, what was recorded. */
  readonly values: Readonly<Record<string, readonly string[]>>;
}

export interface CataloguedMetric {
  readonly name: string;
  readonly kind: string;
  readonly unit: string;
  readonly labels: readonly string[];
  readonly help: string;
}

export interface RunsAnswer {
  readonly runs: readonly TrainingRun[];
}

export interface TrainingRun {
  readonly model_id: string;
  readonly run_id: string;
  readonly started_at: number;
  readonly continued_at: number;
  readonly ended_at: Figure;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly first_epoch: Figure;
  readonly last_epoch: Figure;
  /** The last value of every curve. */
  readonly last: Readonly<Record<string, Figure>>;
}

export interface ObjectivesAnswer {
  readonly objectives: readonly {
    readonly objective: {
      readonly operation_type: string;
      readonly model_id?: string;
      readonly within_seconds?: number;
      readonly first_token_within_seconds?: number;
      readonly token_within_seconds?: number;
      readonly target_ratio: number;
    };
    readonly good: number;
    readonly count: number;
    readonly good_ratio: Figure;
    readonly good_per_second: Figure;
    readonly error_budget_left: Figure;
    readonly burn_rate: Figure;
  }[];
}

export interface TablesAnswer {
  readonly sections: readonly { readonly heading: string; readonly blocks: readonly Block[] }[];
}

export type Block =
  | {
      readonly kind: 'table';
      readonly caption?: string;
      readonly columns: readonly { readonly heading: string; readonly align: 'left' | 'right' }[];
      readonly rows: readonly (readonly Cell[])[];
    }
  | {
      readonly kind: 'key_values';
      readonly pairs: readonly { readonly label: string; readonly value: Cell }[];
    }
  | { readonly kind: 'findings'; readonly findings: readonly Finding[] }
  | { readonly kind: 'note'; readonly text: string };

export type Cell =
  | string
  | { readonly value: Figure; readonly unit: Unit }
  | { readonly values: readonly Figure[] };
