// Runs every call of every entry, and prints what came of each as JSON.
import * as browser from './browser.ts';

import * as browserPage from './browser-page.ts';
import * as chart from './chart.ts';
import * as client from './client.ts';
import * as connect from './connect.ts';
import * as drift from './drift.ts';
import * as edge from './edge.ts';
import * as experiments from './experiments.ts';
import * as hdr from './hdr.ts';
import * as histogram from './histogram.ts';
import * as http from './http.ts';
import * as integrations from './integrations.ts';
import * as kernelJs from './kernel-js.ts';
import { blockstore, onnxruntime, queue, s3, tfjs, transformers, webLlm } from './local-integrations.ts';
import * as logging from './logging.ts';
import * as metrics from './metrics.ts';
import * as middleware from './middleware.ts';
import * as monitoring from './monitoring.ts';
import * as multiprocess from './multiprocess.ts';
import * as objectives from './objectives.ts';
import * as opentelemetry from './opentelemetry.ts';
import * as prometheus from './prometheus.ts';
import * as remoteWrite from './remote-write.ts';
import * as report from './report.ts';
import * as root from './root.ts';
import * as store from './store.ts';

const entries = {
  // The kernel is loaded before anything uses it.
  './histogram': histogram,
  '.': root,
  './browser': browser,
  './chart': chart,
  './connect': connect,
  './drift': drift,
  './edge': edge,
  './experiments': experiments,
  './hdr': hdr,
  './http': http,
  './integrations/ai-sdk': integrations.ofAiSdk,
  './integrations/anthropic': integrations.ofAnthropic,
  './integrations/fetch': integrations.ofFetch,
  './integrations/langchain': integrations.ofLangChain,
  './integrations/mcp': integrations.ofMcp,
  './integrations/openai': integrations.ofOpenAI,
  './kernel-js': kernelJs,
  './logging': logging,
  './metrics': metrics,
  './middleware': middleware,
  './objectives': objectives,
  './monitoring': monitoring,
  './multiprocess': multiprocess,
  './opentelemetry': opentelemetry,
  './prometheus': prometheus,
  './remote-write': remoteWrite,
  './report': report,
  './store': store,
  './client': client,
  './browser/page': browserPage,
  './integrations/blockstore': blockstore,
  './integrations/onnxruntime': onnxruntime,
  './integrations/queue': queue,
  './integrations/s3': s3,
  './integrations/tfjs': tfjs,
  './integrations/transformers': transformers,
  './integrations/web-llm': webLlm,
} satisfies Record<string, { readonly calls: Readonly<Record<string, () => unknown>> }>;

const results: Record<string, Record<string, string>> = {};
for (const [entry, { calls }] of Object.entries(entries)) {
  const ofEntry: Record<string, string> = {};
  for (const [name, call] of Object.entries(calls)) {
    // What stands under its name without a use of it would be a call in name only.
    const isUsed = new RegExp(`\\.${name}\\b`).test(String(call));
    try {
      await call();
      ofEntry[name] = isUsed ? 'called' : `${name} is not used under its name`;
    } catch (error) {
      ofEntry[name] = (error as Error).stack ?? String(error);
    }
  }
  results[entry] = ofEntry;
}
console.log(JSON.stringify(results));
