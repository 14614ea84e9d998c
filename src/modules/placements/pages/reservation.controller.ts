import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDate, formatDateTime, notFound, type Problem } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import {
  date,
  defineForm,
  type FormView,
  Page,
  radios,
  seeOther,
  shownHere,
  textarea,
  wholeNumber,
  withStatus,
} from '../../../web/index.js';
import { type DecisionFacts, ReadDecision } from '../application/read-decision.js';
import { ReservePlaces } from '../application/reserve-places.js';
import { optionKey } from '../domain/decision-command.js';
import type { Reservation } from '../persistence/reservation.store.js';
import { partFields, partsOf } from './decision-form.js';

const PAGE = 'modules/placements/pages/reservation.njk';
const OTHER = 'other';

/** A place kept for one pupil for a few days: what it is, until when, and giving it back. */
@ApiExcludeController()
@Controller('referrals/:id/reservation')
@RequirePermission('decision.make')
export class ReservationController {
  constructor(
    private readonly reader: ReadDecision,
    private readonly reserve: ReservePlaces,
  ) {}

  @Get()
  @Page(PAGE)
  async show(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const { facts, kept, daysMost } = await this.find(actor, id);
    const { startsOn, plannedEnd: endsOn } = facts.suggested;
    return model(facts, kept, daysMost, reservationForm(facts, daysMost).start({ startsOn, endsOn, days: daysMost }));
  }

  @Post()
  @Page(PAGE)
  async keep(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const { facts, kept, daysMost } = await this.find(actor, id);
    const filled = reservationForm(facts, daysMost).read(body);
    const again = (problem?: Problem): object => withStatus(422, model(facts, kept, daysMost, filled.view(problem)));
    if (!filled.result.ok) return again();
    const { option, startsOn, endsOn, days, reason, ...parts } = filled.result.value;
    const chosen = toKeep(facts).find(({ patternIds }) => optionKey(patternIds) === option);
    const patternIds = chosen?.patternIds ?? partsOf(parts);
    const done = await this.reserve.reserve(actor, { referralId: id, patternIds, startsOn, endsOn, days, reason });
    if (!done.ok) return again(shownHere(done.problem));
    return seeOther(
      `/referrals/${id}/reservation`,
      patternIds.length > 1 ? 'All parts of the package are kept' : 'The place is kept',
    );
  }

  @Post('release')
  @Page(PAGE)
  async giveBack(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const { facts, kept, daysMost } = await this.find(actor, id);
    const done = await this.reserve.giveBack(actor, id);
    if (done.ok) return seeOther(`/referrals/${id}/reservation`, 'The place is given back');
    const form = reservationForm(facts, daysMost).show({}, shownHere(done.problem));
    return withStatus(422, model(facts, kept, daysMost, form));
  }

  private async find(actor: Actor, id: string) {
    const facts = await this.reader.run(actor, id);
    if (facts === undefined) throw new ProblemException(notFound('referral').problem);
    return { facts, ...unwrap(await this.reserve.view(actor, id)) };
  }
}

/** What is to be bought: places of a block are kept already. */
const toKeep = ({ form }: DecisionFacts) => form.options.filter(({ blockId }) => blockId === null);

const reservationForm = (facts: DecisionFacts, daysMost: number) =>
  defineForm(
    {
      option: radios({
        label: 'Which place or package do you keep?',
        choices: [
          ...toKeep(facts).map(({ patternIds, text, hint }) => ({ value: optionKey(patternIds), text, hint })),
          {
            value: OTHER,
            text: 'Another option',
            hint: 'Built below from places that are open. Every rule is checked.',
          },
        ],
      }),
      ...partFields(facts.form.patterns),
      startsOn: date({ label: 'First day' }),
      endsOn: date({ label: 'Last day' }),
      days: wholeNumber({ label: 'Keep it for how many days', hint: `At most ${daysMost}`, most: 30, width: 2 }),
      reason: textarea({ label: 'Why it is kept', max: 500 }),
    },
    { patternIds: 'option', lines: 'option' },
  );

const model = (facts: DecisionFacts, kept: Reservation | null, daysMost: number, form: FormView): object => ({
  title: kept === null ? `Keep a place for ${facts.reference}` : `Place kept for ${facts.reference}`,
  referralId: facts.referralId,
  allowed: daysMost > 0,
  kept: kept && {
    until: formatDateTime(kept.expiresAt),
    rows: [
      { label: kept.patternIds.length > 1 ? 'Package, kept as a whole' : 'Place', value: kept.place },
      { label: 'Kept until', value: formatDateTime(kept.expiresAt) },
      { label: 'For', value: `${formatDate(kept.startsOn)} to ${formatDate(kept.endsOn)}` },
      { label: 'Why', value: kept.reason },
    ],
  },
  form,
  backHref: `/referrals/${facts.referralId}`,
});
