import { Controller, Get, Post, Query, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request } from 'express';
import { type Actor, formatDate, formatDateTime, ok } from '../../../kernel/index.js';
import { CurrentActor, RequirePermission, UnitOfWork, unwrap } from '../../../platform/index.js';
import { dataTable, offsetOf, Page, pageLinks, seeOther, tag } from '../../../web/index.js';
import { type Message, Messages } from '../application/messages.js';

const PAGE = 50;
const HREF = '/messages';

/** What the service told this organisation, newest first. */
@ApiExcludeController()
@Controller('messages')
@RequirePermission('message.read')
export class MessagesController {
  constructor(
    private readonly work: UnitOfWork,
    private readonly messages: Messages,
  ) {}

  @Get()
  @Page('modules/notifications/pages/messages.njk')
  async list(@CurrentActor() actor: Actor, @Query('offset') from: unknown, @Req() request: Request): Promise<object> {
    const offset = offsetOf(from);
    const { items, total, unread } = await this.work.read(actor, async (tx) => ({
      ...(await this.messages.list(tx, { offset, limit: PAGE })),
      unread: await this.messages.unread(tx),
    }));
    const table = dataTable({
      caption: 'Messages',
      captionHidden: true,
      columns: [
        { heading: 'Message' },
        { heading: 'About' },
        { heading: 'Sent' },
        { heading: 'Answer by' },
        { heading: 'Read' },
      ],
      rows: items.map(rowOf),
      empty: 'You have no messages yet. They appear here when something happens to a placement of yours.',
      pages: pageLinks((at) => `${HREF}?offset=${at}`, { total, offset, size: PAGE }),
      csvHref: `${HREF}?format=csv&offset=${offset}`,
    });
    if (request.query.format === 'csv') return table.toCsv('messages.csv');
    return { title: 'Messages', table, unread };
  }

  /** Marks every message the reader may see as read, for everybody in the organisation: messages are sent to it. */
  @Post('read')
  @Page('modules/notifications/pages/messages.njk')
  async markRead(@CurrentActor() actor: Actor): Promise<object> {
    unwrap(
      await this.work.inTransaction(actor, async (tx) => {
        await this.messages.markRead(tx, null);
        return ok();
      }),
    );
    return seeOther(HREF, 'All messages are marked as read, for your colleagues too');
  }
}

const rowOf = (message: Message) => [
  { text: message.title, href: message.href, note: message.text },
  message.reference,
  formatDateTime(message.sentAt),
  message.dueOn === null ? '' : formatDate(message.dueOn),
  { text: '', tag: message.readAt === null ? tag('New', 'blue') : tag('Read', 'grey') },
];
