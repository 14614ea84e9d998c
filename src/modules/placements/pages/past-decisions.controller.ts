import { Controller, Get, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, londonDate } from '../../../kernel/index.js';
import { CurrentActor, unwrap } from '../../../platform/index.js';
import { dataTable, dayCell, offsetOf, Page, pageLinks, type TableCell } from '../../../web/index.js';
import { outcomeWords } from '../../panels/index.js';
import { PastDecisions, type PastView } from '../application/past-decisions.js';
import { REFERRAL } from '../application/referral-paper.js';
import { BECAME, type Became, waitedUntilStart, whatBecame } from '../domain/past-decisions.js';
import { typeWords } from './panel-queue.view.js';

const LIST_SIZE = 25;
const HIDDEN = 'Not told';
const columns = Object.keys(BECAME) as Became[];

/** What became of the panel's decisions: first in numbers, then one by one. */
@ApiExcludeController()
@Controller('panel/past')
export class PastDecisionsController {
  constructor(private readonly past: PastDecisions) {}

  @Get()
  @Page('modules/placements/pages/past-decisions.njk')
  async list(@CurrentActor() actor: Actor, @Query('offset') from: unknown): Promise<object> {
    const offset = offsetOf(from);
    const view = unwrap(await this.past.view(actor, { offset, limit: LIST_SIZE }));
    return {
      title: 'What became of the panel’s decisions',
      groups: groupsTable(view),
      decisions: decisionsTable(view, offset),
      backHref: '/panel',
    };
  }
}

const groupsTable = ({ groups }: PastView) =>
  dataTable({
    caption: 'By kind of request',
    columns: [
      { heading: 'Kind' },
      { heading: 'Decisions', numeric: true },
      ...columns.map((key) => ({ heading: BECAME[key], numeric: true })),
      { heading: 'Days until the start, on average', numeric: true },
    ],
    rows: groups.map(({ group, decisions, became, meanDays, hidden }): TableCell[] =>
      hidden === 'YES'
        ? [typeWords(group), ...[...columns, 'all', 'days'].map(() => HIDDEN)]
        : [typeWords(group), decisions, ...columns.map((key) => became[key]), meanDays ?? 'Nobody started'],
    ),
    empty: 'No panel has decided on a request yet.',
  });

const decisionsTable = ({ decisions, total }: PastView, offset: number) =>
  dataTable({
    caption: 'One by one',
    columns: ['Request', 'Decided', 'Decision', 'Place', 'What became of it', 'Days until the start'].map(
      (heading) => ({
        heading,
      }),
    ),
    rows: decisions.map((one) => {
      const became = whatBecame(one);
      return [
        { text: one.reference, href: `/panel/items/${one.itemId}`, note: one.schoolName },
        dayCell(londonDate(one.decidedAt)),
        outcomeWords(REFERRAL, one.outcome),
        one.places ?? '',
        BECAME[became],
        waitedUntilStart(became, one.days) ?? '',
      ];
    }),
    empty: 'No panel has decided on a request yet.',
    pages: pageLinks((at) => `/panel/past?offset=${at}`, { total, offset, size: LIST_SIZE }),
  });
