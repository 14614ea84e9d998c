export { PageAnswer, SeeOther, seeOther, shownHere, withStatus } from './answers.js';
export { configureWeb } from './configure-web.js';
export { CsvAnswer, csvOf, safeCell } from './csv.js';
export { flash, type FlashMessage } from './flash.js';
export * from './forms/index.js';
export { DETAIL_PAGE, FORM_PAGE, LIST_PAGE, Page } from './page.js';
export { offsetOf, versionOf } from './page-query.js';
export { type ProgressView, progressView } from './progress.js';
export { type LinkSource, type NavigationItem, type Task, type TaskSource, WebRegistry } from './registry.js';
export {
  dayCell,
  type DataTable,
  dataTable,
  type PageLinks,
  pageLinks,
  poundsCell,
  type TableCell,
  type TableColumn,
} from './tables.js';
export { type FieldGroup, type FormFrame, submit } from './submit.js';
export { type StatusTag, tag } from './tags.js';
export { Uploads, uploadsOf } from './uploads.js';
export { WebModule } from './web.module.js';
