/** Sections of a report as data. */
import type { Block, Section } from '../../report/index.ts';
import { findingJson } from './findings.ts';

export function sectionJson({ heading, blocks }: Section) {
  return { heading, blocks: blocks.flatMap(blockJson) };
}

/** Pictures are charts, which are asked for by themselves. */
function blockJson(block: Block) {
  if (block.kind === 'picture') return [];
  return [block.kind === 'findings' ? { ...block, findings: block.findings.map(findingJson) } : block];
}
