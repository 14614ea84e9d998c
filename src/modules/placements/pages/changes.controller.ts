import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDate, may, type Problem } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import {
  choicesOf,
  defineForm,
  type FormView,
  Page,
  radios,
  seeOther,
  shownHere,
  textarea,
  withStatus,
} from '../../../web/index.js';
import { ChangePlacement } from '../application/change-placement.js';
import { type ChangeChoices, type ChangeView, ViewChanges } from '../application/view-changes.js';
import type { ChangeCommand } from '../domain/change-command.js';
import { CHANGE_KIND_KEYS, CHANGE_KINDS, type ChangeKind } from '../domain/changes.js';
import { changeForm, kindOf, toChange } from './change-form.js';
import { changePage, changeWords, checkPage, reasonWords } from './change-page.js';
import { typedFields } from './decision-form.js';

const ASK = 'modules/placements/pages/change-ask.njk';
const SHOW = 'modules/placements/pages/change.njk';

const answerForm = defineForm({
  answer: radios({
    label: 'Do you agree to the change?',
    choices: choicesOf({ AGREED: 'Yes, we agree', REFUSED: 'No, we do not agree' }),
  }),
  note: textarea({
    label: 'Why',
    hint: 'Needed where you do not agree. Do not name the pupil.',
    max: 1000,
    rows: 3,
    optional: true,
  }),
});

/** Asking for a change of a placement: choose, fill in, check, ask. And its page, where those it binds answer. */
@ApiExcludeController()
@Controller()
@RequirePermission('placement.read')
export class ChangesController {
  constructor(
    private readonly changes: ChangePlacement,
    private readonly viewer: ViewChanges,
  ) {}

  @Get('placements/:id/changes/new')
  @Page(ASK)
  async start(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query('kind') given: unknown,
  ): Promise<object> {
    const choices = unwrap(await this.viewer.choices(actor, id));
    const kind = kindOf(given);
    return kind === undefined ? kindsPage(choices) : askPage(choices, kind, changeForm(kind, choices).start());
  }

  /** `step` is check, change or confirm; whatever is refused comes back with everything typed. */
  @Post('placements/:id/changes')
  @Page(ASK)
  async ask(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const choices = unwrap(await this.viewer.choices(actor, id));
    const { kind: given, step } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
    const kind = kindOf(given);
    if (kind === undefined) return withStatus(422, kindsPage(choices));
    const form = changeForm(kind, choices);
    const filled = form.read(body);
    if (step === 'change') return askPage(choices, kind, form.show(filled.typed));
    const again = (problem?: Problem): object =>
      withStatus(422, askPage(choices, kind, filled.view(problem && shownHere(problem))));
    if (!filled.result.ok) return again();
    const command = toChange(id, kind, filled.result.value);
    if (step === 'confirm') {
      const asked = await this.changes.ask(actor, command);
      if (!asked.ok) return again(asked.problem);
      return seeOther(`/placement-changes/${asked.value.changeId}`, 'The change is asked for');
    }
    const preview = await this.changes.preview(actor, command);
    if (!preview.ok) return again(preview.problem);
    const { reference } = choices.placement;
    const seesMoney = may(actor, 'money.authority') || choices.placement.schoolOrganisationId === actor.organisationId;
    const chosen = {
      words: wordsOf(choices, kind, command),
      reason: [reasonWords(String(command.reason)), command.note].filter(Boolean).join(': '),
      typed: typedFields(body),
    };
    const model = checkPage({ reference, id, kind, seesMoney }, preview.value, chosen);
    return withStatus(200, model, 'modules/placements/pages/change-check.njk');
  }

  @Get('placement-changes/:id')
  @Page(SHOW)
  async show(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return model(unwrap(await this.viewer.one(actor, id)), answerForm.start());
  }

  @Post('placement-changes/:id/answer')
  @Page(SHOW)
  async answer(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const change = unwrap(await this.viewer.one(actor, id));
    const filled = answerForm.read(body);
    if (!filled.result.ok) return withStatus(422, model(change, filled.view()));
    const answered = await this.changes.answer(actor, id, filled.result.value);
    if (!answered.ok) return withStatus(422, model(change, filled.view(shownHere(answered.problem))));
    const said =
      answered.value.status === 'AGREED' ? 'Everybody has agreed: the placement is changed' : 'Your answer is given';
    return seeOther(`/placement-changes/${id}`, said);
  }

  @Post('placement-changes/:id/withdraw')
  @Page(SHOW)
  async withdraw(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const change = unwrap(await this.viewer.one(actor, id));
    const done = await this.changes.withdraw(actor, id);
    if (!done.ok) return withStatus(422, model(change, answerForm.show({}, shownHere(done.problem))));
    return seeOther(`/placement-changes/${id}`, 'What was asked for is withdrawn');
  }
}

const model = (change: ChangeView, form: FormView): object => ({ ...changePage(change), form });

function factsOf({ placement, own }: ChangeChoices): object[] {
  return [
    { label: 'Where', lines: own.map(({ text }) => text) },
    { label: 'Planned last day', value: formatDate(placement.plannedEnd) },
  ];
}

const kindsPage = (choices: ChangeChoices): object => ({
  title: 'What is to change?',
  caption: choices.placement.reference,
  facts: factsOf(choices),
  kinds: CHANGE_KIND_KEYS.filter((kind) => (kind === 'RESUME') <= choices.paused).map((kind) => ({
    text: CHANGE_KINDS[kind].label,
    hint: CHANGE_KINDS[kind].hint,
    href: `/placements/${choices.placement.id}/changes/new?kind=${kind}`,
  })),
  backHref: `/placements/${choices.placement.id}`,
});

const askPage = (choices: ChangeChoices, kind: ChangeKind, form: FormView): object => ({
  title: CHANGE_KINDS[kind].label,
  caption: choices.placement.reference,
  facts: factsOf(choices),
  intro: CHANGE_KINDS[kind].hint,
  kind,
  form,
  action: `/placements/${choices.placement.id}/changes`,
  backHref: `/placements/${choices.placement.id}/changes/new`,
});

function wordsOf({ own, others }: ChangeChoices, kind: ChangeKind, command: ChangeCommand): string {
  const nameOf = (id: unknown) => [...own, ...others].find(({ patternId }) => patternId === id)?.text ?? null;
  const { from, endsOn, resumesOn, replacedId, patternId } = command;
  const on = from ?? endsOn;
  if (kind === 'RESUME' && from) return `Goes on on ${formatDate(from)}`;
  if (on === null) return CHANGE_KINDS[kind].label;
  return changeWords({ kind, from: on, endsOn, resumesOn, replaced: nameOf(replacedId), wanted: nameOf(patternId) });
}
