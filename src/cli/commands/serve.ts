import { telemetryEnvironment } from '../../environment.ts';
import { serve as serveTelemetry, telemetryConfiguration } from '../../http/index.ts';
import { createTelemetry } from '../../index.ts';
import { readStore } from '../../store/index.ts';
import { command } from '../frame/command.ts';
import { CommandError, EXIT } from '../frame/errors.ts';
import { path, text, url, wholeNumber } from '../frame/values.ts';
import { factsOf, shownPath } from '../platform/index.ts';
import { STORE_OPTION } from '../sources/options.ts';

export const serve = command({
  name: 'serve',
  about:
    'Serves the dashboard, the REST API, reports and /metrics over a store that other processes write, until Ctrl-C. It reads alone; a store that is not there yet is found when it is.',
  options: {
    ...STORE_OPTION,
    port: { about: '0 takes any that is free', kind: wholeNumber('PORT', 0, 65_535), default: '8000' },
    host: { about: 'interface to listen on', kind: text('HOST'), default: '127.0.0.1' },
    token: { about: 'what clients must send, 16 characters or more', kind: text('TOKEN') },
    'allow-everyone': { about: 'listen beyond this machine without a token' },
    'allow-host': { about: 'a name by which it is asked', kind: text('NAME'), isMany: true },
    'allow-origin': { about: 'an origin whose pages may ask', kind: text('ORIGIN'), isMany: true },
    prefix: { about: 'path under which all of it is', kind: text('PATH') },
    'public-url': { about: 'how clients reach it, behind a proxy', kind: url() },
    config: { about: 'file that the configuration is kept in', kind: path('FILE') },
    reports: { about: 'directory that reports are kept in', kind: path('DIR'), default: 'memory' },
    'no-dashboard': { about: 'the API alone' },
    json: { about: 'where it is, for programs' },
  },
  missing: { url: 'a server that runs has all of this at its own address' },
  examples: [
    ['inferometer serve --store ./telemetry', 'http://127.0.0.1:8000'],
    ['INFEROMETER_TOKEN=... inferometer serve --host 0.0.0.0', 'for others, who need the token'],
  ],
  async run({ options, ...context }) {
    const { out, environment, signal } = context;
    const known = telemetryEnvironment(environment);
    const { host, port, prefix, config, reports, json } = options;
    const kept = config === undefined ? undefined : await telemetryConfiguration(config);
    // What was typed now wins over what was posted before, and that over the environment.
    const place = options.store ?? kept?.store.path ?? known.store.path;
    const facts = await factsOf(place);
    if (facts !== undefined && facts.kind !== 'directory')
      throw new CommandError(`${shownPath(place)} is no directory`);
    const token = options.token ?? (environment.INFEROMETER_TOKEN || undefined);
    const publicUrl = options['public-url'];
    const server = await serveTelemetry(
      createTelemetry({ ...known.telemetry, ...kept?.telemetry, enabled: false }),
      {
        store: readStore({ path: place }),
        allowedHosts: options['allow-host'],
        allowedOrigins: options['allow-origin'],
        dashboard: !options['no-dashboard'],
        ...(port !== undefined && { port }),
        ...(host !== undefined && { host }),
        ...(token !== undefined && { token }),
        ...(options['allow-everyone'] && { allowsEveryone: true }),
        ...(prefix !== undefined && { prefix }),
        ...(publicUrl !== undefined && { publicUrl }),
        ...(config !== undefined && { configPath: config }),
        ...(reports !== undefined && { reports: { path: reports } }),
      },
    );
    const { style } = out;
    const lines = [
      ...(options['no-dashboard']
        ? []
        : [
            `${style.faint('Dashboard')}  ${style.strong(`${server.url}/`)}`,
            `${style.faint('API')}        ${server.url}/api`,
          ]),
      `${style.faint('Metrics')}    ${server.url}/metrics`,
      `${style.faint('Store')}      ${shownPath(place)}${facts === undefined ? ', once somebody writes it' : ''}`,
      style.faint('Ctrl-C ends it.'),
    ];
    await out.write(
      json ? `${JSON.stringify({ url: server.url, port: server.port })}\n` : `${lines.join('\n')}\n`,
    );
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve());
    });
    await server.close();
    return EXIT.ok;
  },
});
