// Expositions of a telemetry read counts where the kernel has them; the page is that of a snapshot all the same.
import fc from 'fast-check';
import { createTelemetry } from 'inferometer';
import { expositionText } from 'inferometer/prometheus';
import { assert, test } from '../harness.ts';

/** From narrow to so wide that the scale is lowered; negative values take another way. */
const values = fc.array(
  fc.oneof(
    fc.double({ min: 1e-3, max: 10, noNaN: true }),
    fc.double({ min: 1e-300, max: 1e300, noNaN: true }),
    fc.double({ min: -10, max: 10, noNaN: true }),
  ),
  { maxLength: 40 },
);

test('a telemetry is exposed as its snapshot is', () => {
  fc.assert(
    fc.property(fc.array(values, { minLength: 1, maxLength: 6 }), fc.boolean(), (series, isFolded) => {
      using telemetry = createTelemetry();
      const widths = telemetry.histogram({ name: 'widths', help: 'Widths.', labels: ['series'] });
      const record = () =>
        series.forEach((some, i) => {
          for (const value of some) widths.withLabels({ series: `${i}` }).record(value);
        });
      record();
      if (isFolded) {
        telemetry.collector.flush();
        record();
      }
      assert.is(expositionText(telemetry), expositionText(telemetry.snapshot()));
    }),
  );
});
