import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDate, formatDateTime, isUuid, londonDate } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import { dataTable, dayCell, offsetOf, Page, pageLinks, seeOther, wordsFor } from '../../../web/index.js';
import { outcomeWords } from '../../panels/index.js';
import { PanelLetters } from '../application/panel-letters.js';
import { asksFor, mayAsk } from '../application/reconsiderations.js';
import { REFERRAL } from '../application/referral-paper.js';
import { LETTER_AUDIENCES } from '../domain/panel-letter.js';

const LIST_SIZE = 25;

const counted = (decisions: number): string => (decisions === 1 ? '1 decision' : `${decisions} decisions`);

const decisionsOf = (body: unknown): string[] =>
  [(body as { readonly decision?: unknown } | undefined)?.decision].flat().filter(isUuid);

/** Letters after a panel's decisions: looked at before they go, and issued. */
@ApiExcludeController()
@Controller('panel')
@RequirePermission('panel.manage')
export class PanelLettersController {
  constructor(private readonly letters: PanelLetters) {}

  @Get('letters')
  @Page('modules/placements/pages/panel-letters.njk')
  async list(@CurrentActor() actor: Actor, @Query('offset') from: unknown): Promise<object> {
    const offset = offsetOf(from);
    const { unsent, total, meetings, sent } = unwrap(await this.letters.list(actor, { offset, limit: LIST_SIZE }));
    const href = (id: string): string => `/panel/decisions/${id}/letters`;
    const columns = (last: string) =>
      ['Request', 'School', 'Decision', 'Decided', last].map((heading) => ({ heading }));
    return {
      title: 'Letters',
      meetings: meetings.map(({ id, heldOn, panel, decisions }) => ({
        href: `/panel/letters/meetings/${id}`,
        text: `Look at all letters of ${panel} on ${formatDate(heldOn)} (${counted(decisions)})`,
      })),
      unsent: dataTable({
        caption: 'To send',
        columns: columns('Send by'),
        rows: unsent.map((one) => [
          { text: one.reference, href: href(one.decisionId) },
          one.schoolName,
          outcomeWords(REFERRAL, one.outcome),
          dayCell(londonDate(one.decidedAt)),
          dayCell(one.dueOn),
        ]),
        empty: 'Every decision of a panel has its letters.',
        pages: pageLinks((at) => `/panel/letters?offset=${at}`, { total, offset, size: LIST_SIZE }),
      }),
      sent: dataTable({
        caption: 'Sent',
        columns: columns('Sent'),
        rows: sent.map((one) => [
          { text: one.reference, href: href(one.decisionId) },
          one.schoolName,
          outcomeWords(REFERRAL, one.outcome),
          dayCell(londonDate(one.decidedAt)),
          one.issuedAt === null ? '' : dayCell(londonDate(one.issuedAt)),
        ]),
        empty: 'No letter has been sent yet.',
      }),
      backHref: '/panel',
    };
  }

  @Get('letters/meetings/:meetingId')
  @Page('modules/placements/pages/meeting-letters.njk')
  async ofMeeting(@CurrentActor() actor: Actor, @Param('meetingId', IdPipe) meetingId: string): Promise<object> {
    const { meeting, decisions } = unwrap(await this.letters.ofMeeting(actor, meetingId));
    const later = meeting.decisions - decisions.length;
    return {
      title: `Letters of ${meeting.panel} on ${formatDate(meeting.heldOn)}`,
      action: `/panel/letters/meetings/${meetingId}`,
      decisions: decisions.map(({ decision, letters }) => ({
        id: decision.decisionId,
        heading: `${decision.reference}, ${decision.schoolName}: ${outcomeWords(REFERRAL, decision.outcome)}`,
        href: `/panel/decisions/${decision.decisionId}/letters`,
        letters: letters.map(({ audience, content }) => ({ to: LETTER_AUDIENCES[audience].words, ...content })),
      })),
      later: later > 0 ? `${counted(later)} more follow when these are sent.` : null,
      button: `Send the letters of ${counted(decisions.length)}`,
      backHref: '/panel/letters',
      backText: 'Back to letters',
    };
  }

  @Post('letters/meetings/:meetingId')
  @Page('modules/placements/pages/meeting-letters.njk')
  async issueAll(
    @CurrentActor() actor: Actor,
    @Param('meetingId', IdPipe) meetingId: string,
    @Body() body: unknown,
  ): Promise<object> {
    unwrap(await this.letters.ofMeeting(actor, meetingId));
    // What was looked at is sent, and nothing that was decided since.
    const sent = unwrap(await this.letters.issueAll(actor, decisionsOf(body)));
    return seeOther('/panel/letters', `${sent} letters are sent, and stand as they are`);
  }

  @Get('decisions/:decisionId/letters')
  @Page('modules/placements/pages/panel-letters-check.njk')
  async check(@CurrentActor() actor: Actor, @Param('decisionId', IdPipe) decisionId: string): Promise<object> {
    const { decision, letters, dueOn } = unwrap(await this.letters.view(actor, decisionId));
    return {
      title: `Letters about ${decision.reference}`,
      id: decisionId,
      facts: [
        { label: 'School', value: decision.schoolName },
        { label: 'Decision', value: outcomeWords(REFERRAL, decision.outcome) },
        { label: 'Decided', value: formatDateTime(decision.decidedAt) },
        decision.issuedAt === null
          ? { label: 'Send by', value: formatDate(dueOn) }
          : { label: 'Sent', value: formatDateTime(decision.issuedAt) },
      ],
      itemHref: `/panel/items/${decision.itemId}`,
      issued: decision.issuedAt !== null,
      letters: letters.map(({ id, audience, content }) => ({ id, to: LETTER_AUDIENCES[audience].words, ...content })),
      backHref: '/panel/letters',
      backText: 'Back to letters',
    };
  }

  @Post('decisions/:decisionId/letters')
  @Page('modules/placements/pages/panel-letters-check.njk')
  async issue(@CurrentActor() actor: Actor, @Param('decisionId', IdPipe) decisionId: string): Promise<object> {
    const issued = await this.letters.issue(actor, decisionId);
    // Whoever sent them first has sent the same: the page shows them.
    if (!issued.ok && issued.problem.code === 'letters.issued') {
      return seeOther(`/panel/decisions/${decisionId}/letters`, wordsFor('letters.issued'));
    }
    unwrap(issued);
    return seeOther('/panel/letters', 'The letters are sent, and stand as they are');
  }
}

/** One letter, for whom it was written to and for those who may read the decision. */
@ApiExcludeController()
@Controller('decision-letters')
export class DecisionLettersController {
  constructor(private readonly letters: PanelLetters) {}

  @Get(':letterId')
  @Page('modules/placements/pages/panel-letter.njk')
  async letter(@CurrentActor() actor: Actor, @Param('letterId', IdPipe) letterId: string): Promise<object> {
    const { letter, content } = unwrap(await this.letters.read(actor, letterId));
    return {
      ...content,
      to: letter.audience === 'FAMILY' ? LETTER_AUDIENCES.FAMILY.words : letter.organisationName,
      family: letter.audience === 'FAMILY',
      written: formatDateTime(letter.issuedAt),
      askHref: letter.askBy !== null && mayAsk(actor, letter) ? `/decision-letters/${letterId}/reconsideration` : null,
      askText:
        asksFor(actor, letter) === 'FAMILY'
          ? 'Write down that the family asks to look again'
          : 'Ask that the decision be looked at again',
    };
  }
}
