import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, forbidden, formatDate, isCode, may } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import { DETAIL_PAGE, FORM_PAGE, type FormFrame, LIST_PAGE, Page, submit } from '../../../web/index.js';
import { type ChangeView, ProviderChanges } from '../application/provider-changes.js';
import { ViewVisits } from '../application/view-visits.js';
import { CHANGE_KINDS, type ChangeKind } from '../domain/provider-change.js';
import { changeFormOf, chooseKindForm, decideForm, withdrawForm } from './provider-change-forms.js';
import { changeModel, changesTable } from './provider-change.view.js';

/** Changes of control, site and price: announced by the provider, decided by the authority. */
@ApiExcludeController()
@Controller('provider-changes')
export class ProviderChangesController {
  constructor(
    private readonly changes: ProviderChanges,
    private readonly providers: ViewVisits,
  ) {}

  @Get()
  @Page(LIST_PAGE)
  async list(@CurrentActor() actor: Actor): Promise<object> {
    const found = unwrap(await this.changes.list(actor));
    return {
      title: 'Changes at providers',
      intro:
        'Another owner, a new or moved site, another price: nothing of it counts before the authority has approved it.',
      start: may(actor, 'quality.answer') ? { text: 'Announce a change', href: '/provider-changes/new' } : null,
      tables: [changesTable(found)],
    };
  }

  @Get('new')
  @RequirePermission('quality.answer')
  @Page(FORM_PAGE)
  async newForm(@CurrentActor() actor: Actor, @Query('kind') kind: unknown): Promise<object> {
    if (!isCode(CHANGE_KINDS, kind)) return { ...CHOOSE, form: chooseKindForm.start() };
    const form = changeFormOf(kind, await this.choices(actor, kind));
    return { ...announceFrame(kind), form: form.start() };
  }

  @Post('new')
  @RequirePermission('quality.answer')
  @Page(FORM_PAGE)
  async announce(@CurrentActor() actor: Actor, @Query('kind') kind: unknown, @Body() body: unknown): Promise<object> {
    if (!isCode(CHANGE_KINDS, kind)) {
      return submit(
        { form: chooseKindForm, frame: CHOOSE, body },
        (values) => Promise.resolve({ ok: true as const, value: values.kind }),
        (chosen) => ({ to: `/provider-changes/new?kind=${chosen}`, say: '' }),
      );
    }
    const form = changeFormOf(kind, await this.choices(actor, kind));
    return submit(
      { form: form.form, frame: announceFrame(kind), body },
      async (values) => {
        const given = form.given(values);
        return given.ok ? this.changes.announce(actor, given.value) : given;
      },
      (id) => ({ to: `/provider-changes/${id}`, say: 'The change is announced. The authority decides next' }),
    );
  }

  @Get(':changeId')
  @Page(DETAIL_PAGE)
  async detail(@CurrentActor() actor: Actor, @Param('changeId', IdPipe) id: string): Promise<object> {
    return changeModel(unwrap(await this.changes.one(actor, id)));
  }

  @Get(':changeId/decision')
  @RequirePermission('framework.manage')
  @Page(FORM_PAGE)
  async decideForm(@CurrentActor() actor: Actor, @Param('changeId', IdPipe) id: string): Promise<object> {
    return { ...decideFrame(unwrap(await this.changes.one(actor, id))), form: decideForm.start() };
  }

  @Post(':changeId/decision')
  @RequirePermission('framework.manage')
  @Page(FORM_PAGE)
  async decide(
    @CurrentActor() actor: Actor,
    @Param('changeId', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<object> {
    return submit(
      { form: decideForm, frame: decideFrame(unwrap(await this.changes.one(actor, id))), body },
      ({ outcome, reasons }) =>
        outcome === 'APPROVED' ? this.changes.approve(actor, id, reasons) : this.changes.refuse(actor, id, reasons),
      () => ({ to: `/provider-changes/${id}`, say: 'The decision is recorded, and the provider is told' }),
    );
  }

  @Get(':changeId/withdrawal')
  @RequirePermission('quality.answer')
  @Page(FORM_PAGE)
  async withdrawForm(@CurrentActor() actor: Actor, @Param('changeId', IdPipe) id: string): Promise<object> {
    return { ...withdrawFrame(unwrap(await this.changes.one(actor, id))), form: withdrawForm.start() };
  }

  @Post(':changeId/withdrawal')
  @RequirePermission('quality.answer')
  @Page(FORM_PAGE)
  async withdraw(
    @CurrentActor() actor: Actor,
    @Param('changeId', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<object> {
    return submit(
      { form: withdrawForm, frame: withdrawFrame(unwrap(await this.changes.one(actor, id))), body },
      () => this.changes.withdraw(actor, id),
      () => ({ to: `/provider-changes/${id}`, say: 'The change is taken back' }),
    );
  }

  /** Sites or prices of one's own that a change can be about. */
  private async choices(actor: Actor, kind: ChangeKind) {
    if (actor.organisationId === null) throw new ProblemException(forbidden('quality.answer').problem);
    if (kind === 'MOVE_SITE' || kind === 'CLOSE_SITE') {
      const { sites } = unwrap(await this.providers.provider(actor, actor.organisationId));
      return sites.map(({ id, name }) => ({ value: id, text: name }));
    }
    if (kind === 'KEEP_SITE') {
      const closing = await this.changes.closingSites(actor);
      return closing.map(({ id, name, closedOn }) => ({
        value: id,
        text: `${name}, to close on ${formatDate(closedOn)}`,
      }));
    }
    if (kind !== 'PRICE') return [];
    return (await this.changes.prices(actor)).map(({ id, label, netPence }) => ({
      value: id,
      text: `${label === '' ? 'Price' : label}: £${(netPence / 100).toFixed(2)}`,
    }));
  }
}

const CHOOSE: FormFrame = {
  title: 'Announce a change',
  action: '/provider-changes/new',
  button: 'Continue',
  backHref: '/provider-changes',
};
const announceFrame = (kind: ChangeKind): FormFrame => ({
  title: `Announce a change: ${CHANGE_KINDS[kind].charAt(0).toLowerCase()}${CHANGE_KINDS[kind].slice(1)}`,
  intro: 'Nothing of it counts before the authority has approved it.',
  action: `/provider-changes/new?kind=${kind}`,
  button: 'Announce the change',
  backHref: '/provider-changes/new',
});
const captionOf = ({ change }: ChangeView): string => `${change.reference}, ${change.providerName}`;
const WHAT_FOLLOWS: Partial<Record<ChangeKind, string>> = {
  PRICE: 'Approved, the price is drafted with your signature and counts when a second person has signed it.',
  CLOSE_SITE:
    'Approved, its openings end with the day before, and nobody new is placed there from that day on. Placements that go on longer wait among your tasks until another place is found.',
  KEEP_SITE:
    'Approved, the closing counts no more. Its openings that ended with it are back, and take nobody new before somebody confirms them.',
};
const decideFrame = (view: ChangeView): FormFrame => ({
  title: 'Approve or refuse the change',
  caption: captionOf(view),
  intro: WHAT_FOLLOWS[view.change.proposed.kind] ?? 'Approved, it takes effect at once.',
  action: `/provider-changes/${view.change.id}/decision`,
  button: 'Record the decision',
  backHref: `/provider-changes/${view.change.id}`,
});
const withdrawFrame = (view: ChangeView): FormFrame => ({
  title: 'Take the change back',
  caption: captionOf(view),
  action: `/provider-changes/${view.change.id}/withdrawal`,
  button: 'Take it back',
  backHref: `/provider-changes/${view.change.id}`,
});
