import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, type Clock, formatDate, londonDate } from '../../../kernel/index.js';
import { CLOCK, CurrentActor, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import { Inject } from '@nestjs/common';
import {
  choicesOf,
  date,
  defineForm,
  FORM_PAGE,
  type FormView,
  Page,
  radios,
  seeOther,
  select,
  shownHere,
  textarea,
  withStatus,
} from '../../../web/index.js';
import { type DestinationView, RecordDestination } from '../application/record-destination.js';
import { TransferPlacement } from '../application/transfer-placement.js';
import { type PatternChoice, ViewChanges } from '../application/view-changes.js';
import { ACTIVITIES, DESTINATIONS } from '../domain/destination.js';

const PAGE = 'modules/placements/pages/destination.njk';
const kindForm = defineForm({
  kind: radios({ label: 'Where did the pupil go?', choices: choicesOf(DESTINATIONS) }),
});
const monthsForm = (months: readonly string[]) =>
  defineForm(
    Object.fromEntries(
      months.map((month, at) => [`month${at + 1}`, select({ label: month, choices: choicesOf(ACTIVITIES) })]),
    ),
  );
const transferForm = (places: readonly PatternChoice[]) =>
  defineForm(
    {
      lastDay: date({ label: 'Last day at the provider that the pupil leaves' }),
      place: select({
        label: 'New place',
        hint: 'What other providers offer now. Every rule is checked.',
        choices: places.map(({ patternId: value, text }) => ({ value, text })),
      }),
      startsOn: date({ label: 'First day there' }),
      plannedEnd: date({ label: 'Planned last day there' }),
      reasons: textarea({ label: 'Reasons for the decision', max: 4000 }),
    },
    { patternIds: 'place' },
  );

/** Leaving a provision for somewhere else: to another provider in one act, or away, with whether that lasted. */
@ApiExcludeController()
@Controller('placements/:id')
@RequirePermission('placement.read')
export class LeavingController {
  constructor(
    private readonly destinations: RecordDestination,
    private readonly transfers: TransferPlacement,
    private readonly choices: ViewChanges,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('destination')
  @Page(PAGE)
  async destination(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.page(unwrap(await this.destinations.view(actor, id)));
  }

  @Post('destination')
  @Page(PAGE)
  async record(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const view = unwrap(await this.destinations.view(actor, id));
    const filled = kindForm.read(body);
    if (!filled.result.ok) return withStatus(422, this.page(view, { kind: filled.view() }));
    const done = await this.destinations.record(actor, id, filled.result.value.kind);
    if (!done.ok) return withStatus(422, this.page(view, { kind: filled.view(shownHere(done.problem)) }));
    return seeOther(`/placements/${id}/destination`, 'Where the pupil went is recorded');
  }

  @Post('destination/months')
  @Page(PAGE)
  async find(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const view = unwrap(await this.destinations.view(actor, id));
    const filled = monthsForm(view.months).read(body);
    if (!filled.result.ok) return withStatus(422, this.page(view, { months: filled.view() }));
    const { value } = filled.result;
    const done = await this.destinations.find(
      actor,
      id,
      view.months.map((_, at) => value[`month${at + 1}`]),
    );
    if (!done.ok) return withStatus(422, this.page(view, { months: filled.view(shownHere(done.problem)) }));
    return seeOther(
      `/placements/${id}/destination`,
      done.value.sustained ? 'It was sustained' : 'It was not sustained',
    );
  }

  @Get('transfer')
  @Page(FORM_PAGE)
  async startTransfer(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const { elsewhere, placement } = unwrap(await this.choices.choices(actor, id));
    return transferPage(placement, transferForm(elsewhere).start());
  }

  @Post('transfer')
  @Page(FORM_PAGE)
  async transfer(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<object> {
    const { elsewhere, placement } = unwrap(await this.choices.choices(actor, id));
    const filled = transferForm(elsewhere).read(body);
    if (!filled.result.ok) return withStatus(422, transferPage(placement, filled.view()));
    const { place, ...value } = filled.result.value;
    const done = await this.transfers.run(actor, {
      ...value,
      placementId: id,
      patternIds: [place],
      next: [],
      waivers: [],
      order: null,
      agreementReference: null,
      blockId: null,
    });
    if (!done.ok) return withStatus(422, transferPage(placement, filled.view(shownHere(done.problem))));
    return seeOther(`/placements/${done.value.placementId}`, 'The pupil is transferred: the new place is offered');
  }

  private page(view: DestinationView, forms: { readonly kind?: FormView; readonly months?: FormView } = {}): object {
    const { placement, leaves, recorded, months } = view;
    const due = recorded !== null && recorded.months === null && recorded.checkFrom <= londonDate(this.clock.now());
    const lasted = { true: 'Yes, by the national rule', false: 'No, by the national rule' };
    return {
      title: `After ${placement.reference}`,
      id: placement.id,
      form: forms.kind ?? forms.months,
      facts: [
        { label: 'Placement', value: placement.reference, href: `/placements/${placement.id}` },
        ...(placement.endedOn === null ? [] : [{ label: 'Ended', value: formatDate(placement.endedOn) }]),
        { label: 'Went to', value: recorded === null ? 'Not recorded yet' : DESTINATIONS[recorded.kind] },
        ...(recorded?.months
          ? recorded.months.map((did, at) => ({ label: months[at] ?? '', value: ACTIVITIES[did] }))
          : []),
        ...(recorded !== null && recorded.sustained !== null
          ? [{ label: 'Sustained', value: lasted[`${recorded.sustained}`] }]
          : []),
      ],
      intro: !leaves
        ? 'There is nothing to record: the placement goes on, or the pupil went back or on to another place.'
        : recorded !== null && !due && recorded.months === null
          ? `From ${formatDate(recorded.checkFrom)} you are asked what the pupil did from October to March.`
          : null,
      kindForm:
        recorded?.months || !leaves
          ? null
          : (forms.kind ?? kindForm.start(recorded === null ? {} : { kind: recorded.kind })),
      monthsForm: due ? (forms.months ?? monthsForm(months).start()) : null,
      backHref: `/placements/${placement.id}`,
    };
  }
}

const transferPage = ({ id, reference }: { id: string; reference: string }, form: FormView): object => ({
  title: 'Transfer to another provider',
  caption: reference,
  intro:
    'This placement ends after its last day and the new place is offered, in one act. The pupil loses no waiting day.',
  action: `/placements/${id}/transfer`,
  button: 'Transfer the pupil',
  form,
  backHref: `/placements/${id}`,
});
