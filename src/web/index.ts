export { PageAnswer, SeeOther, seeOther, withStatus } from './answers.js';
export { CsvAnswer, csvOf, safeCell } from './csv.js';
export * from './forms/index.js';
export { type ProgressView, progressView } from './progress.js';
export { type NavigationItem, type Task, type TaskSource, WebRegistry } from './registry.js';
export { type DataTable, dataTable, type PageLinks, pageLinks, type TableCell, type TableColumn } from './tables.js';
export { type StatusTag, tag } from './tags.js';
