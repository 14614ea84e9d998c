import { Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import {
  type Actor,
  type Clock,
  type DateOnly,
  describeSessions,
  formatDate,
  londonDate,
  type Problem,
} from '../../../kernel/index.js';
import { CLOCK, CurrentActor, IdPipe, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import { dataTable, FORM_PAGE, type FormView, Page, seeOther, shownHere, tag, withStatus } from '../../../web/index.js';
import { Reintegrate } from '../application/reintegrate.js';
import { type ReintegrationView, ViewReintegration } from '../application/view-reintegration.js';
import { ATTENDANCE_BANDS, STEP_KINDS } from '../domain/steps.js';
import { checkForm, firstStep, isWhole, planForm, stepForm, stopForm } from './reintegration-forms.js';

const PAGE = 'modules/reintegration/pages/reintegration.njk';
const STATUS = { UNDER_WAY: 'Under way', COMPLETED: 'Completed', STOPPED: 'Given up' } as const;
const COLOURS = { UNDER_WAY: 'blue', COMPLETED: 'green', STOPPED: 'grey' } as const;
type Forms = Partial<Record<'step' | 'stop' | 'check', FormView>>;

/** A pupil's way back to school: planned from the placement, then step by step on a page of its own. */
@ApiExcludeController()
@Controller()
@RequirePermission('placement.read')
export class ReintegrationController {
  constructor(
    private readonly reintegrate: Reintegrate,
    private readonly viewer: ViewReintegration,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The one that is under way, or was last; else the form that begins one. */
  @Get('placements/:id/reintegration')
  @Page(FORM_PAGE)
  async ofPlacement(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const [latest] = await this.viewer.ofPlacement(actor, id);
    if (latest !== undefined && latest.status !== 'STOPPED') return seeOther(`/reintegrations/${latest.id}`);
    unwrap(await this.reintegrate.mayPlan(actor, id));
    return planPage(id, planForm.start());
  }

  @Post('placements/:id/reintegration')
  @Page(FORM_PAGE)
  async plan(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    unwrap(await this.reintegrate.mayPlan(actor, id));
    const filled = planForm.read(body);
    if (!filled.result.ok) return withStatus(422, planPage(id, filled.view()));
    const made = await this.reintegrate.plan(actor, { placementId: id, ...filled.result.value });
    if (!made.ok) return withStatus(422, planPage(id, filled.view(shownHere(made.problem))));
    return seeOther(`/reintegrations/${made.value.reintegrationId}`, 'The way back is begun. Add its first step');
  }

  @Get('reintegrations/:id')
  @Page(PAGE)
  async show(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.page(unwrap(await this.viewer.one(actor, id)));
  }

  @Post('reintegrations/:id/steps')
  @Page(PAGE)
  async addStep(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const view = unwrap(await this.viewer.one(actor, id));
    const filled = stepForm.read(body);
    if (!filled.result.ok) return withStatus(422, this.page(view, { step: filled.view() }));
    const { staffHours, ...step } = filled.result.value;
    const done = await this.reintegrate.addStep(actor, id, { ...step, staffMinutes: staffHours * 60 });
    return this.after(view, done, 'The step is added', (problem) => ({ step: filled.view(problem) }));
  }

  @Post('reintegrations/:id/complete')
  @Page(PAGE)
  async complete(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const view = unwrap(await this.viewer.one(actor, id));
    const done = await this.reintegrate.complete(actor, id);
    return this.after(view, done, 'The return is complete', (problem) => ({ step: stepForm.show({}, problem) }));
  }

  @Post('reintegrations/:id/stop')
  @Page(PAGE)
  async stop(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const view = unwrap(await this.viewer.one(actor, id));
    const filled = stopForm.read(body);
    if (!filled.result.ok) return withStatus(422, this.page(view, { stop: filled.view() }));
    const done = await this.reintegrate.stop(actor, id, filled.result.value.reason);
    return this.after(view, done, 'It is given up', (problem) => ({ stop: filled.view(problem) }));
  }

  @Post('reintegrations/:id/checks/:weeks')
  @Page(PAGE)
  async check(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('weeks') weeks: string,
    @Body() body: unknown,
  ): Promise<object> {
    const view = unwrap(await this.viewer.one(actor, id));
    const filled = checkForm.read(body);
    if (!filled.result.ok) return withStatus(422, this.page(view, { check: filled.view() }));
    const { stillThere, ...value } = filled.result.value;
    const found = { weeks: Number(weeks), stillThere: stillThere === 'yes', ...value };
    const done = await this.reintegrate.check(actor, id, found);
    return this.after(view, done, 'What was found is recorded', (problem) => ({ check: filled.view(problem) }));
  }

  private after(
    view: ReintegrationView,
    done: { readonly ok: true } | { readonly ok: false; readonly problem: Problem },
    said: string,
    forms: (problem: Problem) => Forms,
  ): object {
    if (done.ok) return seeOther(`/reintegrations/${view.plan.id}`, said);
    const { problem } = done;
    if (problem.kind === 'not-found' || problem.kind === 'forbidden') throw new ProblemException(problem);
    return withStatus(422, this.page(view, forms(shownHere(problem))));
  }

  private page(view: ReintegrationView, forms: Forms = {}): object {
    const { plan, steps, checks, writes } = view;
    const today = londonDate(this.clock.now());
    const last = steps.at(-1);
    const under = plan.status === 'UNDER_WAY' && writes;
    const due = writes ? checks.find((one) => one.stillThere === null && one.dueOn <= today) : undefined;
    return {
      title: `Way back to school ${plan.reference}`,
      id: plan.id,
      placementId: plan.placementId,
      status: tag(STATUS[plan.status], COLOURS[plan.status]),
      next: nextOf(view, today),
      facts: factsOf(view),
      steps: stepsTable(view),
      checks: checksTable(view),
      due: due?.weeks,
      form: forms.step ?? forms.stop ?? forms.check,
      checkForm: due ? (forms.check ?? checkForm.start()) : null,
      canComplete: under && last !== undefined && isWhole(last) && last.from <= today,
      stepForm: under ? (forms.step ?? stepForm.start(firstStep(last))) : null,
      stopForm: forms.stop ?? stopForm.start(),
      backHref: `/placements/${plan.placementId}`,
    };
  }
}

function nextOf({ plan, steps, checks }: ReintegrationView, today: DateOnly): string {
  if (plan.status === 'STOPPED')
    return `It was given up on ${formatDate(plan.settledOn ?? today)}: ${plan.stopReason ?? ''}`;
  if (plan.status === 'COMPLETED') {
    const open = checks.find(({ stillThere }) => stillThere === null);
    return open
      ? `On ${formatDate(open.dueOn)} it is asked whether it lasts.`
      : 'All that was to be looked at has been.';
  }
  const last = steps.at(-1);
  if (last === undefined) return 'Add the first step.';
  return isWhole(last)
    ? `From ${formatDate(last.from)} all half days are at the school. Complete the return then.`
    : `The step planned last ends on ${formatDate(last.until)}. Plan the next one before.`;
}

const factsOf = ({ plan, staffMinutes }: ReintegrationView): object[] => [
  { label: 'Placement', value: plan.placementReference, href: `/placements/${plan.placementId}` },
  { label: 'School', value: plan.schoolName },
  { label: 'Led by', value: plan.lead },
  { label: 'Staff hours so far', value: `${Math.floor(staffMinutes / 60)} h ${staffMinutes % 60} min` },
  ...(plan.status === 'COMPLETED' && plan.settledOn
    ? [{ label: 'Complete from', value: formatDate(plan.settledOn) }]
    : []),
];

const stepsTable = ({ steps }: ReintegrationView) =>
  dataTable({
    caption: 'Steps',
    columns: [
      ...['Step', 'What', 'From', 'To', 'Half days at school'].map((heading) => ({ heading })),
      { heading: 'Staff hours a week', numeric: true },
    ],
    rows: steps.map((step) => [
      String(step.number),
      { text: STEP_KINDS[step.kind], note: step.reason ?? '' },
      formatDate(step.from),
      formatDate(step.until),
      describeSessions(step.sessions),
      step.staffMinutes === 0 ? '' : String(step.staffMinutes / 60),
    ]),
    empty: 'No step is planned yet.',
  });

const checksTable = ({ checks }: ReintegrationView) =>
  checks.length === 0
    ? null
    : dataTable({
        caption: 'Does it last?',
        columns: ['After', 'Due', 'Still there', 'Attendance', 'Found'].map((heading) => ({ heading })),
        rows: checks.map((one) => [
          `${one.weeks} weeks`,
          formatDate(one.dueOn),
          one.stillThere === null ? 'Not yet' : one.stillThere ? 'Yes' : 'No',
          one.attendance === null ? '' : ATTENDANCE_BANDS[one.attendance],
          one.note ?? '',
        ]),
      });

const planPage = (id: string, form: FormView): object => ({
  title: 'Way back to school',
  intro: 'Say who leads it and to which school. Then the steps are planned one by one.',
  action: `/placements/${id}/reintegration`,
  button: 'Begin',
  form,
  backHref: `/placements/${id}`,
});
