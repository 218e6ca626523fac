'use client';
// What a page of Next.js loads that has createTelemetry alone.
import { createTelemetry } from 'inferometer';
import { createElement, useEffect, useState } from 'react';

export default function Client() {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const telemetry = createTelemetry();
    telemetry.trackInference({ modelId: 'glyphs' }, () => 1);
    const { metrics } = telemetry.snapshot();
    setCount(metrics.find(({ fullName }) => fullName === 'ipfs_aiml_inference_seconds').series.length);
    return () => telemetry.dispose();
  }, []);
  return createElement('p', {}, count);
}
