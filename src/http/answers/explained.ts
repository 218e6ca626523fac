/** Errors of the library as answers: what a request asked for in vain, and what went wrong here. */
import { ApiError } from '../../api/index.ts';
import { InferometerError } from '../../errors.ts';
import { ownValue } from '../../validate.ts';
import { refusal } from './refusal.ts';

/** What is checked deeper inside, and is about what was asked for. Their messages name no path. */
const ASKED_IN_VAIN = /^(TELEMETRY_(QUERY|LABEL_KIND|ARGUMENT_KIND)|CHART_(QUERY|OPTION))$/;

/** Parameters by the names of the library's options: what is wrong with any other option is our own fault. */
const PARAMETERS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'category',
      'status',
      'metric',
      'run',
      'member',
      'percentiles',
      'aggregation',
      'over',
      'compare',
      'theme',
    ].map((name) => [name, name]),
  ),
  stepSeconds: 'step',
  startTime: 'start_time',
  endTime: 'end_time',
  groupBy: 'group_by',
  modelId: 'model_id',
  operationType: 'operation_type',
  backendType: 'backend',
  widthPx: 'width',
  widthInches: 'width',
  heightPx: 'height',
  heightInches: 'height',
  dpi: 'width',
};

/** Undefined for what nobody who asked can do anything about: it is logged, and answered with 500. */
export function explained(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
  if (!(error instanceof InferometerError)) return undefined;
  const { code, message } = error;
  const cause = { cause: error };
  if (ASKED_IN_VAIN.test(code)) return askedInVain(message);
  switch (code) {
    case 'STORE_QUERY_GROUPS':
      return refusal(400, 'One step has more groups than can be held. Group by fewer labels, or filter.', {
        parameter: 'group_by',
        ...cause,
      });
    case 'STORE_CHANGED':
      return refusal(503, 'The store was changed while it was read. Try again.', {
        retryAfterSeconds: 1,
        ...cause,
      });
    case 'REPORT_QUEUE_FULL':
      return refusal(429, 'Too many reports wait already. Try again in a moment.', {
        retryAfterSeconds: 5,
        ...cause,
      });
    case 'REPORT_SHELF_CLOSED':
      return closed(cause);
    case 'CHART_PNG_PEER':
      return refusal(503, 'Pictures as PNG need a package that is not installed here. Ask for SVG.', cause);
    default:
      return undefined;
  }
}

/** Of a handler that was closed and is asked on: what lasts longer than an answer is not begun any more. */
export function closed(details: { readonly cause?: unknown } = {}): ApiError {
  return refusal(503, 'The server is about to end. Try again when it is back.', {
    retryAfterSeconds: 10,
    ...details,
  });
}

/** `CODE: "stepSeconds" expected 5 or more, got 1. Ask for longer steps.` */
function askedInVain(message: string): ApiError | undefined {
  const [, label = '', rest = message] = /^\w+: "([\w.]+)" ([\s\S]*)$/.exec(message) ?? [];
  const parameter = label.startsWith('labels.') ? label : ownValue(PARAMETERS, label);
  if (parameter === undefined) return undefined;
  const [, allowed] = /^expected ([\s\S]*?), got /.exec(rest) ?? [];
  return refusal(400, `${parameter} ${rest}`.trim(), {
    parameter,
    ...(allowed !== undefined && { allowed: [allowed] }),
  });
}
