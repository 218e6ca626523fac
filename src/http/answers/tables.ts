/** Tables as answers. */
import { arrowStreamOf } from '../../store/inner.ts';
import { csvOf } from './csv.ts';
import type { Table } from './table.ts';

/** @param mediaType `text/csv`, else Arrow */
export function tableResponse(table: Table, mediaType: string): Response {
  if (mediaType === 'text/csv') {
    return new Response(csvOf(table), { headers: { 'content-type': 'text/csv; charset=utf-8' } });
  }
  return new Response(arrowStreamOf(table) as BodyInit, { headers: { 'content-type': mediaType } });
}
