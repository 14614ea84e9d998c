export { toldOf } from './jobs/deliver-message.job.js';
export { type Announcement, announce, announceAll, type Message, Messages } from './application/messages.js';
export { type MessageKind } from './domain/kinds.js';
export { NotificationsModule } from './notifications.module.js';
