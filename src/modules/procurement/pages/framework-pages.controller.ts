import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import {
  type Actor,
  type Clock,
  type DateOnly,
  forbidden,
  formatDate,
  formatDateTime,
  formatPounds,
  londonDate,
  notFound,
} from '../../../kernel/index.js';
import { CLOCK, CurrentActor, IdPipe, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import {
  type Choice,
  dataTable,
  date,
  dayCell,
  defineForm,
  FORM_PAGE,
  Page,
  radios,
  seeOther,
  shownHere,
  type TableCell,
  withStatus,
} from '../../../web/index.js';
import { AdmitProvider } from '../application/admit-provider.js';
import { type FrameworkDetail, ManageFramework } from '../application/manage-framework.js';
import { mayBeExtended, SUSPENSION_REASONS, type SuspensionReason } from '../domain/framework.js';
import { ViewRounds } from '../application/view-rounds.js';
import { REGIME_RULES, REGIMES } from '../domain/regimes.js';
import { admissionTag } from './admission.view.js';
import { frameworkForm, frameworkOf } from './framework-forms.js';
import { requirementWords } from '../domain/lot-words.js';
import { conditionsTable, PHASE_TAGS } from './round.view.js';
import type { AdmissionLine } from '../persistence/admission.store.js';
import type { RoundPhase } from '../domain/round.js';
import type { Round } from '../persistence/round.store.js';
import { procurementPolicy } from '../procurement.policy.js';

/** Frameworks, their lots, and who is admitted. */
@ApiExcludeController()
@RequirePermission('framework.manage')
@Controller('frameworks')
export class FrameworkPagesController {
  constructor(
    private readonly frameworks: ManageFramework,
    private readonly admissions: AdmitProvider,
    private readonly rounds: ViewRounds,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Page('modules/procurement/pages/list.njk')
  async list(@CurrentActor() actor: Actor, @Query('format') format: unknown): Promise<object> {
    const found = unwrap(await this.frameworks.list(actor));
    const table = dataTable({
      caption: 'Frameworks',
      captionHidden: true,
      columns: [
        ...['Framework', 'Reference', 'Led by', 'From', 'To'].map((heading) => ({ heading })),
        { heading: 'Lots', numeric: true },
      ],
      rows: found.map((one) => [
        { text: one.name, href: `/frameworks/${one.id}`, note: REGIMES[one.regime] },
        one.reference,
        one.authorityName,
        dayCell(one.startsOn),
        dayCell(one.endsOn),
        one.lots.length,
      ]),
      empty: 'No framework has been recorded yet.',
      csvHref: '/frameworks?format=csv',
    });
    return format === 'csv' ? table.toCsv('frameworks.csv') : { ...listFrame, table };
  }

  @Get('new')
  @Page(FORM_PAGE)
  newForm(): object {
    return { ...newFrame, form: frameworkForm.start() };
  }

  @Post('new')
  @Page(FORM_PAGE)
  async create(@CurrentActor() actor: Actor, @Body() body: unknown): Promise<object> {
    const filled = frameworkForm.read(body);
    if (!filled.result.ok) return withStatus(422, { ...newFrame, form: filled.view() });
    const details = frameworkOf(filled.result.value);
    const created = details.ok ? await this.frameworks.create(actor, details.value) : details;
    if (created.ok) return seeOther(`/frameworks/${created.value.id}`, 'The framework is recorded');
    return withStatus(422, { ...newFrame, form: filled.view(shownHere(created.problem)) });
  }

  @Get(':id')
  @Page('modules/procurement/pages/detail.njk')
  async detail(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const found = unwrap(await this.frameworks.detail(actor, id));
    const mayAdmit = procurementPolicy.canChange(actor, found);
    const rounds = unwrap(await this.rounds.ofFramework(actor, id));
    const published = rounds.filter(({ round }) => round.publishedAt !== null);
    const toldBidders = new Set(published.flatMap(({ round }) => round.lots.map((lot) => lot.id)));
    const lotNumber = (lotId: string | null): string =>
      lotId === null ? 'All' : String(found.lots.find((lot) => lot.id === lotId)?.number ?? '');
    return {
      title: found.name,
      id,
      mayAdmit,
      facts: facts(found),
      rounds: roundsTable(rounds),
      conditions: conditionsTable(
        found.conditions,
        lotNumber,
        mayAdmit ? (conditionId) => `/frameworks/${id}/conditions/${conditionId}/removal` : undefined,
      ),
      buyers: buyersWords(found),
      participants: found.participants.map((each) => each.name),
      extensions: found.extensions.map((each) => ({
        days: `From ${formatDate(each.endedOn)} to ${formatDate(each.endsOn)}`,
        reason: each.reason,
      })),
      mayExtend: mayAdmit && mayBeExtended(found),
      conditionsFixed: REGIME_RULES[found.regime].conditionsFixed,
      lots: found.lots.map((lot) => ({
        ...lot,
        asks: requirementWords(lot.requirements),
        mayChange: mayAdmit && !toldBidders.has(lot.id),
        table: admissionsTable(
          found.admissions.filter(({ lotId }) => lotId === lot.id),
          { lot: lot.number, mayChange: mayAdmit, frameworkId: id, today: londonDate(this.clock.now()) },
        ),
      })),
      backHref: '/frameworks',
    };
  }

  @Get(':id/admissions/:admissionId/lift')
  @Page(FORM_PAGE)
  async liftForm(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('admissionId', IdPipe) admissionId: string,
  ): Promise<object> {
    return { ...liftFrame(await this.admission(actor, id, admissionId)), form: liftForm.start() };
  }

  @Post(':id/admissions/:admissionId/lift')
  @Page(FORM_PAGE)
  async lift(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('admissionId', IdPipe) admissionId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const frame = liftFrame(await this.admission(actor, id, admissionId));
    const filled = liftForm.read(body);
    if (!filled.result.ok) return withStatus(422, { ...frame, form: filled.view() });
    const lifted = await this.admissions.lift(actor, { admissionId, ...filled.result.value });
    if (lifted.ok) return seeOther(`/frameworks/${id}`, 'The suspension is lifted');
    return withStatus(422, { ...frame, form: filled.view(shownHere(lifted.problem)) });
  }

  @Get(':id/admissions/:admissionId/suspend')
  @Page(FORM_PAGE)
  async suspendForm(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('admissionId', IdPipe) admissionId: string,
  ): Promise<object> {
    return { ...suspendFrame(await this.admission(actor, id, admissionId)), form: suspensionForm.start() };
  }

  @Post(':id/admissions/:admissionId/suspend')
  @Page(FORM_PAGE)
  async suspend(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('admissionId', IdPipe) admissionId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const frame = suspendFrame(await this.admission(actor, id, admissionId));
    const filled = suspensionForm.read(body);
    if (!filled.result.ok) return withStatus(422, { ...frame, form: filled.view() });
    const suspended = await this.admissions.suspend(actor, { admissionId, ...filled.result.value });
    if (suspended.ok) return seeOther(`/frameworks/${id}`, 'The admission is suspended');
    return withStatus(422, { ...frame, form: filled.view(shownHere(suspended.problem)) });
  }

  private async admission(actor: Actor, id: string, admissionId: string): Promise<AdmissionOf> {
    const found = unwrap(await this.frameworks.detail(actor, id));
    const admission = found.admissions.find((each) => each.id === admissionId);
    if (admission === undefined) throw new ProblemException(notFound('admission').problem);
    if (!procurementPolicy.canChange(actor, found)) throw new ProblemException(forbidden('framework.manage').problem);
    return { ...admission, frameworkId: id };
  }
}

type AdmissionOf = AdmissionLine & { readonly frameworkId: string };

const suspendFrame = ({ id, frameworkId, providerName, lotNumber }: AdmissionOf): object => ({
  title: `Suspend ${providerName} on lot ${lotNumber}`,
  intro: 'Nothing new is called off on these days. Placements already agreed go on.',
  action: `/frameworks/${frameworkId}/admissions/${id}/suspend`,
  button: 'Suspend the admission',
  backHref: `/frameworks/${frameworkId}`,
});

const liftFrame = ({ id, frameworkId, providerName, lotNumber }: AdmissionOf): object => ({
  title: `Lift the suspension of ${providerName} on lot ${lotNumber}`,
  intro: 'From that day on it can be called off again, and matching proposes it.',
  action: `/frameworks/${frameworkId}/admissions/${id}/lift`,
  button: 'Lift the suspension',
  backHref: `/frameworks/${frameworkId}`,
});

const listFrame = {
  title: 'Frameworks',
  intro: 'The systems through which providers are admitted. An authority may use several at once.',
  links: [
    { href: '/frameworks/new', text: 'Record a framework' },
    { href: '/inspection-rule', text: 'Rule on inspections' },
  ],
};

const newFrame = {
  title: 'Record a framework',
  intro: 'One that your authority leads. Its rounds, conditions and participants are added next.',
  action: '/frameworks/new',
  button: 'Record the framework',
  backHref: '/frameworks',
};

const roundsTable = (rounds: readonly { readonly round: Round; readonly phase: RoundPhase }[]) =>
  dataTable({
    caption: 'Rounds',
    captionHidden: true,
    columns: ['Round', 'Opens', 'Closes', 'Status'].map((heading) => ({ heading })),
    rows: rounds.map(({ round, phase }) => [
      { text: round.name, href: `/rounds/${round.id}` },
      formatDateTime(round.opensAt),
      round.closesAt === null ? 'Stays open' : formatDateTime(round.closesAt),
      { text: '', tag: PHASE_TAGS[phase] },
    ]),
    empty: 'No round has been drafted yet.',
  });

const reasons = (Object.keys(SUSPENSION_REASONS) as SuspensionReason[]).map((value): Choice<SuspensionReason> => ({
  value,
  text: SUSPENSION_REASONS[value],
}));

const suspensionForm = defineForm({
  reason: radios<SuspensionReason>({ label: 'Reason', choices: reasons }),
  fromDate: date({ label: 'First day' }),
  toDate: date({ label: 'Last day', hint: 'Leave empty if it is not known yet', optional: true }),
});

const liftForm = defineForm({ from: date({ label: 'First day on which it is not suspended' }) });

const buyersWords = ({ schoolsMayBuy }: FrameworkDetail): string =>
  schoolsMayBuy
    ? 'These authorities and their schools buy through it.'
    : 'These authorities buy through it. Schools do not.';

type Terms = FrameworkDetail['terms'];
const decisionWords = ({ decisionDays, confirmed, source }: Terms): string =>
  `${decisionDays} working days${confirmed ? '' : ' (not confirmed)'}: ${source}`;
const standstillWords = ({ standstillDays }: Terms): string =>
  standstillDays === 0 ? 'None' : `${standstillDays} working days`;

const facts = (found: FrameworkDetail): object[] => [
  { label: 'Reference', value: found.reference },
  { label: 'Led by', value: found.authorityName },
  { label: 'Law', value: REGIMES[found.regime] },
  { label: 'From', value: formatDate(found.startsOn) },
  { label: 'To', value: formatDate(found.endsOn) },
  { label: 'May be extended to', value: found.extendableTo === null ? 'It may not' : formatDate(found.extendableTo) },
  { label: 'Time to decide', value: decisionWords(found.terms) },
  { label: 'Standstill', value: standstillWords(found.terms) },
  ...found.comingTerms.map((terms) => ({
    label: `From ${formatDate(terms.fromDate)}`,
    value: `Time to decide: ${decisionWords(terms)}. Standstill: ${standstillWords(terms)}`,
  })),
  { label: 'Value', value: found.valuePence === null ? 'Not published' : formatPounds(found.valuePence) },
];

/** What the lead authority can do about an admission; nothing is left to do about one that has ended. */
function changesOf(one: AdmissionLine, frameworkId: string, today: DateOnly): TableCell[] {
  const checks = { text: `Checks of ${one.providerName}`, href: `/diligence/admissions/${one.id}` };
  if (one.toDate < today) return [checks, '', ''];
  const at = `/frameworks/${frameworkId}/admissions/${one.id}`;
  return [
    checks,
    one.suspended || one.suspendedFrom !== null
      ? { text: `Lift the suspension of ${one.providerName}`, href: `${at}/lift` }
      : { text: `Suspend ${one.providerName}`, href: `${at}/suspend` },
    { text: `Give notice to ${one.providerName}`, href: `/admissions/${one.id}/removal` },
  ];
}

const admissionsTable = (
  admissions: readonly AdmissionLine[],
  { lot, mayChange, frameworkId, today }: { lot: number; mayChange: boolean; frameworkId: string; today: DateOnly },
) =>
  dataTable({
    caption: `Admitted to lot ${lot}`,
    captionHidden: true,
    columns: ['Provider', 'From', 'To', 'Status', ...(mayChange ? ['Due diligence', 'Suspension', 'End'] : [])].map(
      (heading) => ({ heading }),
    ),
    rows: admissions.map((one) => [
      { text: one.providerName, href: `/providers/${one.providerId}` },
      formatDate(one.fromDate),
      formatDate(one.toDate),
      admissionTag(one, today),
      ...(mayChange ? changesOf(one, frameworkId, today) : []),
    ]),
    empty: 'Nobody is admitted to this lot yet.',
  });
