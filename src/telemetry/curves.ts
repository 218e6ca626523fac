/** Training statistics over epochs, bounded in number and in length. */
import { Curve } from './curve.ts';
import type { Gate } from './gate.ts';
import type { LabelPolicy } from './label-policy.ts';
import type { CurveSnapshot } from './snapshot.ts';

/** All curves of one telemetry instance. */
export class Curves {
  private readonly gate: Gate;
  private readonly curveLimit: number;
  private readonly pointLimit: number;
  private readonly labels: LabelPolicy;
  private readonly byModel = new Map<string, Map<string, Curve>>();
  private count = 0;

  /** @param pointLimit of each curve, 2 or more. */
  constructor(gate: Gate, labels: LabelPolicy, curveLimit: number, pointLimit: number) {
    this.gate = gate;
    this.labels = labels;
    this.curveLimit = curveLimit;
    this.pointLimit = pointLimit;
  }

  /** @param epoch the last one plus 1 if left out, from 0. */
  add(modelId: string, metric: string, epoch: number | undefined, value: number): void {
    if (!this.gate.open) return;
    const curve =
      this.byModel.get(modelId)?.get(metric) ??
      this.curve(this.labels.admitOne('model_id', modelId), this.labels.admitOne('metric', metric));
    if (curve === undefined) this.gate.refuse('curve_limit');
    else curve.add(epoch, value);
  }

  snapshot(): CurveSnapshot[] {
    return [...this.byModel.values()].flatMap((curves) =>
      [...curves.values()].map((curve) => curve.snapshot()),
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
    const curve = new Curve(modelId, metric, this.pointLimit);
    this.byModel.set(modelId, (curves ?? new Map<string, Curve>()).set(metric, curve));
    return curve;
  }
}
