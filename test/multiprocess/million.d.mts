import type { Telemetry } from 'inferometer';

export const PARTS: number;
export const VALUES: number;
export function recordPart(telemetry: Telemetry, part: number): void;
