/** The whole of it on one machine: `docker compose up`. */
import type { Settings } from '../options.ts';
import { duration } from '../rules/index.ts';
import { prometheusFlags } from './prometheus.ts';

const IMAGES = {
  alertmanager: 'prom/alertmanager:v0.35.0',
  grafana: 'grafana/grafana:13.1.1',
  jaeger: 'jaegertracing/jaeger:2.21.0',
};

/** Ports are open to this machine alone. */
function local(port: number): string {
  return `127.0.0.1:${port}:${port}`;
}

/** Programs of these images that ask an address; the one of BusyBox. */
function healthy(url: string): object {
  return {
    test: ['CMD', 'wget', '--quiet', '--spider', url],
    interval: '10s',
    timeout: '5s',
    retries: 6,
    start_period: '20s',
  };
}

/** `compose.yml`. Without targets of one's own it builds and runs the process that is watched. */
export function composeFile(settings: Settings): object {
  const { prometheusVersion, targets } = settings;
  const hasApp = targets === undefined;
  return {
    name: 'monitoring',
    services: {
      ...(hasApp && { app: app(settings) }),
      prometheus: {
        image: `prom/prometheus:v${prometheusVersion}`,
        command: [
          '--config.file=/etc/prometheus/prometheus.yml',
          '--storage.tsdb.path=/prometheus',
          '--storage.tsdb.retention.time=30d',
          '--web.enable-lifecycle',
          ...prometheusFlags(settings),
        ],
        volumes: ['./prometheus:/etc/prometheus:ro', 'prometheus-data:/prometheus'],
        ports: [local(9090)],
        // Processes on this machine, outside of containers: `host.docker.internal:8000` as a target.
        extra_hosts: ['host.docker.internal:host-gateway'],
        depends_on: {
          alertmanager: { condition: 'service_started' },
          ...(hasApp && { app: { condition: 'service_started' } }),
        },
        healthcheck: healthy('http://127.0.0.1:9090/-/ready'),
        restart: 'unless-stopped',
      },
      alertmanager: {
        image: IMAGES.alertmanager,
        command: ['--config.file=/etc/alertmanager/alertmanager.yml', '--storage.path=/alertmanager'],
        volumes: ['./alertmanager:/etc/alertmanager:ro', 'alertmanager-data:/alertmanager'],
        ports: [local(9093)],
        healthcheck: healthy('http://127.0.0.1:9093/-/ready'),
        restart: 'unless-stopped',
      },
      grafana: {
        image: IMAGES.grafana,
        environment: {
          // biome-ignore lint/suspicious/noTemplateCurlyInString: compose fills it in.
          GF_SECURITY_ADMIN_PASSWORD: '${GRAFANA_ADMIN_PASSWORD:-admin}',
          GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: '/var/lib/grafana/dashboards/inference.json',
          GF_ANALYTICS_REPORTING_ENABLED: 'false',
        },
        volumes: [
          './grafana/provisioning:/etc/grafana/provisioning:ro',
          './grafana/dashboards:/var/lib/grafana/dashboards:ro',
          'grafana-data:/var/lib/grafana',
        ],
        ports: [local(3000)],
        depends_on: { prometheus: { condition: 'service_healthy' } },
        healthcheck: healthy('http://127.0.0.1:3000/api/health'),
        restart: 'unless-stopped',
      },
      jaeger: {
        image: IMAGES.jaeger,
        ports: [local(16_686), local(4317), local(4318)],
        restart: 'unless-stopped',
      },
    },
    volumes: { 'prometheus-data': {}, 'alertmanager-data': {}, 'grafana-data': {} },
  };
}

function app({ port, scrapeIntervalSeconds }: Settings): object {
  return {
    build: { context: '..', dockerfile: './monitoring/Dockerfile' },
    environment: {
      PORT: `${port}`,
      HOST: '0.0.0.0',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://jaeger:4318',
    },
    ports: [local(port)],
    depends_on: { jaeger: { condition: 'service_started' } },
    stop_grace_period: duration(Math.max(10, scrapeIntervalSeconds)),
    restart: 'unless-stopped',
  };
}
