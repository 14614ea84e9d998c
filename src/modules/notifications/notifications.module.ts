import { Module, type OnModuleInit } from '@nestjs/common';
import { WebRegistry } from '../../web/index.js';
import { Messages } from './application/messages.js';
import { DeliverMessage } from './jobs/deliver-message.job.js';
import { MessagesController } from './pages/messages.controller.js';

@Module({ controllers: [MessagesController], providers: [Messages, DeliverMessage], exports: [Messages] })
export class NotificationsModule implements OnModuleInit {
  constructor(private readonly web: WebRegistry) {}

  onModuleInit(): void {
    this.web.addNavigation({ text: 'Messages', href: '/messages', own: true, order: 90, anyOf: ['message.read'] });
  }
}
