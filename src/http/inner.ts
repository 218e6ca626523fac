/** What tests of the server's parts are about; not published. */
export { type ReportEntry, ReportShelf, type ShelfFile, type ShelfOptions } from './reports/report-shelf.ts';
