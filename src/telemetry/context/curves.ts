/** Training statistics over epochs, bounded in number and in length. */
import { Curve, type CurvePoints, type LabelLimits, type RecordingSwitch } from '../../metrics/inner.ts';

/** One training statistic of one model over its epochs. */
export interface CurveSnapshot extends CurvePoints {
  readonly modelId: string;
  /** `loss`, `learning_rate`, `gradient_norm`, `epoch_seconds`, `samples_per_second`, or the caller's own name. */
  readonly metric: string;
}

/** All curves of one telemetry instance. */
export class Curves {
  private readonly recording: RecordingSwitch;
  private readonly curveLimit: number;
  private readonly pointLimit: number;
  private readonly labels: LabelLimits;
  private readonly byModel = new Map<string, Map<string, Curve>>();
  private count = 0;

  /** @param pointLimit of each curve, 2 or more. */
  constructor(recording: RecordingSwitch, labels: LabelLimits, curveLimit: number, pointLimit: number) {
    this.recording = recording;
    this.labels = labels;
    this.curveLimit = curveLimit;
    this.pointLimit = pointLimit;
  }

  /** @param epoch the last one plus 1 if left out, from 0. */
  add(modelId: string, metric: string, epoch: number | undefined, value: number): void {
    if (!this.recording.enabled) return;
    const curve =
      this.byModel.get(modelId)?.get(metric) ??
      this.curve(this.labels.sanitizeValue('model_id', modelId), this.labels.sanitizeValue('metric', metric));
    if (curve === undefined) this.recording.reject('curve_limit');
    else curve.add(epoch, value);
  }

  snapshot(): CurveSnapshot[] {
    return [...this.byModel].flatMap(([modelId, curves]) =>
      [...curves].map(([metric, curve]) => ({ modelId, metric, ...curve.snapshot() })),
    );
  }

  dispose(): void {
    this.byModel.clear();
    this.count = 0;
  }

  private curve(modelId: string, metric: string): Curve | undefined {
    const curves = this.byModel.get(modelId);
    const known = curves?.get(metric);
    if (known !== undefined || this.count === this.curveLimit) return known;
    this.count += 1;
    const curve = new Curve(this.pointLimit);
    this.byModel.set(modelId, (curves ?? new Map<string, Curve>()).set(metric, curve));
    return curve;
  }
}
