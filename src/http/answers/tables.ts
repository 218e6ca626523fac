/** Tables as answers. */
import { arrowStreamOf } from '../../store/inner.ts';
import { csvOf } from './csv.ts';
import type { Table } from './table.ts';

export function csvResponse(csv: string | ReadableStream<Uint8Array>): Response {
  return new Response(csv, { headers: { 'content-type': 'text/csv; charset=utf-8' } });
}

/** @param mediaType `text/csv`, else Arrow */
export function tableResponse(table: Table, mediaType: string): Response {
  if (mediaType === 'text/csv') return csvResponse(csvOf(table));
  return new Response(arrowStreamOf(table) as BodyInit, { headers: { 'content-type': mediaType } });
}
