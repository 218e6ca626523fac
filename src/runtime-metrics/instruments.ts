/**
 * Metrics of the process, by the names that prom-client's `collectDefaultMetrics` gave them, so that dashboards and alerts
 * made for these fit. They have no prefix, unless one is asked for.
 *
 * Over several processes what is used adds up, and of delays and shares the worst is told: averages of percentiles mean
 * nothing.
 */
import type { GaugeRule, Instrument, MetricKind, MetricUnit } from '../metrics/inner.ts';

// Marked as pure: who does not ask for them loads none of them.

export const CPU_USER = /* @__PURE__ */ counter(
  'process_cpu_user_seconds_total',
  'Total user CPU time spent in seconds.',
);
export const CPU_SYSTEM = /* @__PURE__ */ counter(
  'process_cpu_system_seconds_total',
  'Total system CPU time spent in seconds.',
);
export const CPU = /* @__PURE__ */ counter(
  'process_cpu_seconds_total',
  'Total user and system CPU time spent in seconds.',
);
export const START_TIME = /* @__PURE__ */ gauge(
  'process_start_time_seconds',
  'seconds',
  'Start time of the process since unix epoch in seconds.',
  'min',
);
export const RESIDENT_MEMORY = /* @__PURE__ */ bytes(
  'process_resident_memory_bytes',
  'Resident memory size in bytes.',
);
export const VIRTUAL_MEMORY = /* @__PURE__ */ bytes(
  'process_virtual_memory_bytes',
  'Virtual memory size in bytes.',
);
export const PROCESS_HEAP = /* @__PURE__ */ bytes('process_heap_bytes', 'Process heap size in bytes.');
export const OPEN_FDS = /* @__PURE__ */ gauge('process_open_fds', '1', 'Number of open file descriptors.');
export const MAX_FDS = /* @__PURE__ */ gauge(
  'process_max_fds',
  '1',
  'Maximum number of open file descriptors.',
);

export const EVENTLOOP_LAG = /* @__PURE__ */ lag('', 'Lag of event loop in seconds.');
export const EVENTLOOP_LAG_MIN = /* @__PURE__ */ lag('min_', 'The minimum recorded event loop delay.', 'min');
export const EVENTLOOP_LAG_MAX = /* @__PURE__ */ lag('max_', 'The maximum recorded event loop delay.');
export const EVENTLOOP_LAG_MEAN = /* @__PURE__ */ lag('mean_', 'The mean of the recorded event loop delays.');
export const EVENTLOOP_LAG_STDDEV = /* @__PURE__ */ lag(
  'stddev_',
  'The standard deviation of the recorded event loop delays.',
);
export const EVENTLOOP_LAG_P50 = /* @__PURE__ */ lag(
  'p50_',
  'The 50th percentile of the recorded event loop delays.',
);
export const EVENTLOOP_LAG_P90 = /* @__PURE__ */ lag(
  'p90_',
  'The 90th percentile of the recorded event loop delays.',
);
export const EVENTLOOP_LAG_P99 = /* @__PURE__ */ lag(
  'p99_',
  'The 99th percentile of the recorded event loop delays.',
);
/** As Prometheus spells OpenTelemetry's nodejs.eventloop.utilization; prom-client has none. */
export const EVENTLOOP_UTILIZATION = /* @__PURE__ */ gauge(
  'nodejs_eventloop_utilization_ratio',
  'ratio',
  'Share of time in which the event loop was busy.',
  'max',
);

export const ACTIVE_RESOURCES = /* @__PURE__ */ byType(
  'nodejs_active_resources',
  'Number of active resources that are currently keeping the event loop alive, grouped by async resource type.',
);
export const ACTIVE_RESOURCES_TOTAL = /* @__PURE__ */ gauge(
  'nodejs_active_resources_total',
  '1',
  'Total number of active resources.',
);
export const ACTIVE_HANDLES = /* @__PURE__ */ byType(
  'nodejs_active_handles',
  'Number of active libuv handles grouped by handle type. Every handle type is C++ class name.',
);
export const ACTIVE_HANDLES_TOTAL = /* @__PURE__ */ gauge(
  'nodejs_active_handles_total',
  '1',
  'Total number of active handles.',
);
export const ACTIVE_REQUESTS = /* @__PURE__ */ byType(
  'nodejs_active_requests',
  'Number of active libuv requests grouped by request type. Every request type is C++ class name.',
);
export const ACTIVE_REQUESTS_TOTAL = /* @__PURE__ */ gauge(
  'nodejs_active_requests_total',
  '1',
  'Total number of active requests.',
);

export const HEAP_TOTAL = /* @__PURE__ */ bytes(
  'nodejs_heap_size_total_bytes',
  'Process heap size from Node.js in bytes.',
);
export const HEAP_USED = /* @__PURE__ */ bytes(
  'nodejs_heap_size_used_bytes',
  'Process heap size used from Node.js in bytes.',
);
export const EXTERNAL_MEMORY = /* @__PURE__ */ bytes(
  'nodejs_external_memory_bytes',
  'Node.js external memory size in bytes.',
);
export const HEAP_SPACE_TOTAL = /* @__PURE__ */ heapSpace('total');
export const HEAP_SPACE_USED = /* @__PURE__ */ heapSpace('used');
export const HEAP_SPACE_AVAILABLE = /* @__PURE__ */ heapSpace('available');
export const VERSION_INFO = {
  name: 'nodejs_version_info',
  kind: 'gauge',
  unit: '1',
  help: 'Node.js version info.',
  labels: ['version', 'major', 'minor', 'patch'],
  category: 'runtime',
  acrossProcesses: 'max',
} as const satisfies Instrument;

export const GC_DURATION = {
  name: 'nodejs_gc_duration_seconds',
  kind: 'histogram',
  unit: 'seconds',
  help: 'Garbage collection duration by kind, one of major, minor, incremental or weakcb.',
  labels: ['kind'],
  category: 'runtime',
} as const satisfies Instrument;

function described<const Kind extends MetricKind>(name: string, kind: Kind, unit: MetricUnit, help: string) {
  return { name, kind, unit, help, labels: [] as readonly string[], category: 'runtime' } as const;
}

function counter(name: string, help: string) {
  return described(name, 'counter', 'seconds', help);
}

function gauge(name: string, unit: MetricUnit, help: string, acrossProcesses: GaugeRule = 'sum') {
  return { ...described(name, 'gauge', unit, help), acrossProcesses };
}

function bytes(name: string, help: string) {
  return gauge(name, 'bytes', help);
}

function lag(which: string, help: string, acrossProcesses: GaugeRule = 'max') {
  return gauge(`nodejs_eventloop_lag_${which}seconds`, 'seconds', help, acrossProcesses);
}

function byType(name: string, help: string) {
  return { ...gauge(name, '1', help), labels: ['type'] };
}

function heapSpace(which: string) {
  const help = `Process heap space size ${which} from Node.js in bytes.`;
  return { ...bytes(`nodejs_heap_space_size_${which}_bytes`, help), labels: ['space'] };
}
