/**
 * The Prometheus text exposition format, version 0.0.4
 * (prometheus/docs, instrumenting/exposition_formats.md, "Text-based format").
 *
 * The format carries no native histograms: distributions appear as classic cumulative `le` buckets at the bounds
 * that the catalogue gives them, within the error that `bucketCounts` states.
 */
import { helpOf, type NameOptions } from '../../telemetry/index.ts';
import { requireFamilyOptions } from '../exposition-options.ts';
import { exposedFamilies } from '../families/families.ts';
import type { ResourceOptions } from '../families/target-info.ts';
import { type Exposable, type Format, requireExposable } from './format.ts';
import { escapeHelp, formatFloat, typeName } from './literals.ts';
import { type TextDialect, TextFamily } from './text-family.ts';
import { Utf8Writer } from './utf8-writer.ts';

/** The `Content-Type` that a response with `expositionText` as its body must carry. */
export const EXPOSITION_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const CLASSIC: TextDialect = {
  contentType: EXPOSITION_CONTENT_TYPE,
  header: ({ instrument, name }) =>
    `# HELP ${name} ${escapeHelp(helpOf(instrument))}\n# TYPE ${name} ${typeName(instrument.kind)}\n`,
  bound: formatFloat,
  counterName: (fullName) => fullName,
  hasSum: () => true,
  end: '',
};

export const TEXT: Format = textFormat(CLASSIC);

/**
 * Its caller may pause after so many bytes: asking costs as much as a line of text, and a histogram, which has twenty
 * lines, takes a hundred times as long before its loops are compiled.
 */
const PAUSE_BYTES = 512;

/** Bodies leave in pieces of about this size. */
const CHUNK_BYTES = 64 * 1024;

export function textFormat(dialect: TextDialect): Format {
  return {
    contentType: dialect.contentType,
    *write(families) {
      const out = new Utf8Writer();
      // Borrowed histograms are quick to read where nobody asks for their exponential buckets.
      const isBorrowed = dialect.histogramValue === undefined;
      let pausedAt = 0;
      for (const exposed of families) {
        let family: TextFamily | undefined;
        for (const point of exposed.points(isBorrowed)) {
          if (family === undefined) {
            family = new TextFamily(out, exposed, dialect);
            out.text(dialect.header(exposed));
          }
          family.write(point);
          if (out.length >= CHUNK_BYTES) {
            yield out.take();
            pausedAt = 0;
          } else if (out.length - pausedAt >= PAUSE_BYTES) {
            yield;
            pausedAt = out.length;
          }
        }
      }
      out.ascii(dialect.end);
      if (out.length > 0) yield out.take();
    },
  };
}

/**
 * Everything recorded, as one page for a Prometheus server: the families in the order of the catalogue, their
 * series in the order in which they were first seen. A family without series is left out. For many thousand series,
 * and for the other formats, there is `exposition`.
 *
 * @throws PROMETHEUS_SOURCE, PROMETHEUS_UNKNOWN_OPTION, PROMETHEUS_OPTION_KIND, PROMETHEUS_OPTION_RANGE
 * @example
 * response.setHeader('content-type', EXPOSITION_CONTENT_TYPE);
 * response.end(expositionText(telemetry));
 */
export function expositionText(source: Exposable, options: NameOptions & ResourceOptions = {}): string {
  requireExposable(source);
  requireFamilyOptions(options);
  const decoder = new TextDecoder();
  let text = '';
  for (const bytes of TEXT.write(exposedFamilies(source.metrics, options))) {
    if (bytes !== undefined) text += decoder.decode(bytes, { stream: true });
  }
  return text;
}
