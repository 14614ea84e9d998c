import { Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, type Clock, formatDate, londonDate } from '../../../kernel/index.js';
import { CLOCK, CurrentActor, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import {
  type Choice,
  dataTable,
  date,
  defineForm,
  DETAIL_PAGE,
  FORM_PAGE,
  type FormFrame,
  LIST_PAGE,
  Page,
  select,
  type StatusTag,
  submit,
  tag,
  text,
  textarea,
} from '../../../web/index.js';
import { type PairView, type ProviderChecksView, SchoolChecks } from '../application/school-checks.js';
import { ViewVisits } from '../application/view-visits.js';
import { type CheckStanding, standingOf } from '../domain/school-check.js';
import { JUDGEMENTS } from '../domain/visit.js';

const STANDING_TAGS: Readonly<Record<CheckStanding, StatusTag>> = {
  NONE: tag('School to check', 'red'),
  OUT_OF_DATE: tag('Out of date', 'red'),
  ENDS_SOON: tag('Ends soon', 'yellow'),
  IN_DATE: tag('In date', 'green'),
};

const checkForm = (sites: readonly Choice[]) =>
  defineForm({
    siteId: select({ label: 'Site', hint: 'Leave empty for the whole provider', choices: sites, optional: true }),
    visitedOn: date({ label: 'Visited on', hint: 'Leave empty where nobody has visited yet', optional: true }),
    visitedBy: text({ label: 'Visited by', hint: 'Name or role', max: 200, optional: true }),
    safeguardingOn: date({ label: 'Safeguarding assurance in writing, of' }),
    safeguardingFrom: text({ label: 'Who gave it', hint: 'Name or role at the provider', max: 200 }),
    staffChecksOn: date({ label: 'Confirmation that staff were checked, seen on' }),
    staffChecksBy: text({ label: 'Seen by', hint: 'Name or role at your school', max: 200 }),
    note: textarea({ label: 'Note', max: 4000, rows: 4, optional: true }),
    nextDueOn: date({ label: 'Next due on' }),
  });

/** A school's own checks of the providers it uses, beside how the authority sees them. */
@ApiExcludeController()
@Controller('school-checks')
export class SchoolChecksController {
  constructor(
    private readonly checks: SchoolChecks,
    private readonly providers: ViewVisits,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Page(LIST_PAGE)
  async list(@CurrentActor() actor: Actor): Promise<object> {
    const { pairs } = unwrap(await this.checks.list(actor));
    return {
      title: 'Schools’ own checks',
      intro:
        'A school that uses a provider makes its own checks; the authority’s list is not enough. Both see whether they are in date.',
      tables: [pairsTable(pairs)],
    };
  }

  @Get('providers/:providerId')
  @Page(DETAIL_PAGE)
  async provider(@CurrentActor() actor: Actor, @Param('providerId', IdPipe) providerId: string): Promise<object> {
    return model(unwrap(await this.checks.ofProvider(actor, providerId)), londonDate(this.clock.now()));
  }

  @Get('providers/:providerId/new')
  @RequirePermission('assurance.record')
  @Page(FORM_PAGE)
  async newForm(@CurrentActor() actor: Actor, @Param('providerId', IdPipe) providerId: string): Promise<object> {
    const { frame, form } = await this.recording(actor, providerId);
    return { ...frame, form: form.start() };
  }

  @Post('providers/:providerId/new')
  @RequirePermission('assurance.record')
  @Page(FORM_PAGE)
  async record(
    @CurrentActor() actor: Actor,
    @Param('providerId', IdPipe) providerId: string,
    @Body() body: unknown,
  ): Promise<object> {
    return submit(
      { ...(await this.recording(actor, providerId)), body },
      (values) => this.checks.record(actor, providerId, values),
      () => ({ to: `/school-checks/providers/${providerId}`, say: 'Your checks are recorded' }),
    );
  }

  private async recording(actor: Actor, providerId: string) {
    const { name, sites } = unwrap(await this.providers.provider(actor, providerId));
    const frame: FormFrame = {
      title: `Record your checks of ${name}`,
      action: `/school-checks/providers/${providerId}/new`,
      button: 'Record the checks',
      backHref: `/school-checks/providers/${providerId}`,
    };
    return { frame, form: checkForm(sites.map(({ id, name: text }) => ({ value: id, text }))) };
  }
}

const pairsTable = (pairs: readonly PairView[]) =>
  dataTable({
    caption: 'Schools and the providers they use',
    captionHidden: true,
    columns: [
      { heading: 'School' },
      { heading: 'Provider' },
      { heading: 'Placements', numeric: true },
      { heading: 'Next due' },
      { heading: 'Status' },
    ],
    rows: pairs.map((one) => [
      one.schoolName,
      { text: one.providerName, href: `/school-checks/providers/${one.providerId}` },
      one.placements,
      one.nextDueOn === null ? 'Never recorded' : formatDate(one.nextDueOn),
      { text: '', tag: STANDING_TAGS[one.standing] },
    ]),
    empty: 'No school uses a provider now, and none has recorded checks.',
  });

function standingWords({ admissions }: ProviderChecksView, today: string): string {
  const current = admissions.filter(
    ({ status, fromDate, toDate }) => status === 'ADMITTED' && fromDate <= today && toDate >= today,
  );
  if (current.length === 0) return 'Not admitted to a framework today';
  if (current.some(({ suspended }) => suspended)) return 'Suspended: no new placements';
  return current.some(({ lapsed }) => lapsed) ? 'Admitted; a document has run out' : 'Admitted';
}

function model(view: ProviderChecksView, today: ReturnType<typeof londonDate>): object {
  const { provider, checks, judgement, mayRecord } = view;
  const latest = checks[0];
  return {
    title: provider.name,
    caption: 'Schools’ own checks',
    status: STANDING_TAGS[standingOf(latest?.nextDueOn ?? null, today, 0)],
    next: mayRecord
      ? 'Record a visit, the provider’s safeguarding assurance in writing, and that its staff were checked.'
      : '',
    buttons: mayRecord ? [{ text: 'Record your checks', href: `/school-checks/providers/${provider.id}/new` }] : [],
    facts: [
      { label: 'How the authority sees it', value: standingWords(view, today) },
      {
        label: 'Latest quality visit of the authority',
        value:
          judgement === null ? 'None yet' : `${JUDGEMENTS[judgement.judgement]}, ${formatDate(judgement.judgedOn)}`,
      },
    ],
    sections: [
      {
        table: dataTable({
          caption: mayRecord ? 'What your school has recorded' : 'What schools have recorded',
          columns: ['School', 'Site', 'Visit', 'Safeguarding in writing', 'Staff checks', 'Next due'].map(
            (heading) => ({
              heading,
            }),
          ),
          rows: checks.map((one) => [
            { text: one.schoolName, ...(one.note === null ? {} : { note: one.note }) },
            one.siteName ?? 'The whole provider',
            one.visitedOn === null ? 'None' : { text: formatDate(one.visitedOn), note: one.visitedBy ?? '' },
            { text: formatDate(one.safeguardingOn), note: one.safeguardingFrom },
            { text: formatDate(one.staffChecksOn), note: one.staffChecksBy },
            formatDate(one.nextDueOn),
          ]),
          empty: 'Nothing has been recorded.',
        }),
      },
    ],
    backHref: '/school-checks',
  };
}
