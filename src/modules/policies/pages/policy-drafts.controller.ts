import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDate, may, notFound, type Problem } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import {
  dataTable,
  date,
  defineForm,
  Page,
  seeOther,
  shownHere,
  textarea,
  versionOf,
  withStatus,
} from '../../../web/index.js';
import { DraftPolicies, type DraftView } from '../application/draft-policies.js';
import { ViewPolicy } from '../application/view-policy.js';
import { POLICY_PARTS, settingLabel } from '../domain/setting-words.js';
import { draftModel, DRAFT_TAGS } from './policy-draft.view.js';
import { partForm, settingsOf } from './setting-fields.js';

const FORM = 'modules/policies/pages/draft-form.njk';
const DRAFT = 'modules/policies/pages/draft.njk';

const detailsForm = defineForm({
  effectiveFrom: date({ label: 'In force from', hint: 'A day to come: what was decided before keeps its version' }),
  why: textarea({ label: 'Why the change is asked for', hint: 'The board reads it first', max: 4000 }),
});

/** Drafts of the policy: started from the version in force, edited part by part, previewed. */
@ApiExcludeController()
@Controller('policy/drafts')
export class PolicyDraftsController {
  constructor(
    private readonly drafts: DraftPolicies,
    private readonly versions: ViewPolicy,
  ) {}

  @Get()
  @RequirePermission('policy.draft')
  @Page('modules/policies/pages/drafts.njk')
  async list(@CurrentActor() actor: Actor): Promise<object> {
    const drafts = await this.drafts.list(actor);
    return {
      title: 'Drafts of the policy',
      backHref: '/policy',
      drafts: dataTable({
        caption: 'Drafts',
        captionHidden: true,
        columns: ['Draft', 'In force from', 'Made from', 'Drafted by', 'Status'].map((heading) => ({ heading })),
        rows: drafts.map((one) => [
          { text: one.title || 'Without a title', href: `/policy/drafts/${one.id}` },
          formatDate(one.effectiveFrom),
          one.basedOnVersion === null ? '' : `Version ${one.basedOnVersion}`,
          one.draftedBy,
          { text: '', tag: DRAFT_TAGS[one.status] },
        ]),
        empty: 'Nobody is drafting a change.',
      }),
    };
  }

  @Get('new')
  @RequirePermission('policy.draft')
  @Page(FORM)
  newForm(): object {
    return { ...newFrame, form: detailsForm.start() };
  }

  @Post('new')
  @RequirePermission('policy.draft')
  @Page(FORM)
  async start(@CurrentActor() actor: Actor, @Body() body: unknown): Promise<object> {
    const filled = detailsForm.read(body);
    if (!filled.result.ok) return withStatus(422, { ...newFrame, form: filled.view() });
    const started = await this.drafts.start(actor, filled.result.value);
    if (started.ok) return seeOther(`/policy/drafts/${started.value}`, 'The draft starts as the version in force');
    return withStatus(422, { ...newFrame, form: filled.view(shownHere(started.problem)) });
  }

  @Get(':draftId')
  @Page(DRAFT)
  async draft(@CurrentActor() actor: Actor, @Param('draftId', IdPipe) draftId: string): Promise<object> {
    const found = await this.drafts.view(actor, draftId);
    // Approved, it is a version: papers and links that name the draft lead there.
    if (!found.ok && (await this.versions.run(actor, draftId)).ok) return seeOther(`/policy/${draftId}`);
    return draftModel(unwrap(found), rightsOf(actor));
  }

  @Get(':draftId/details')
  @RequirePermission('policy.draft')
  @Page(FORM)
  async detailsForm(@CurrentActor() actor: Actor, @Param('draftId', IdPipe) draftId: string): Promise<object> {
    const { draft } = await this.found(actor, draftId);
    const { effectiveFrom, why, revision } = draft;
    return {
      ...frame(draftId, 'details', 'Date and reasons'),
      version: revision,
      form: detailsForm.start({ effectiveFrom, why }),
    };
  }

  @Post(':draftId/details')
  @RequirePermission('policy.draft')
  @Page(FORM)
  async describe(
    @CurrentActor() actor: Actor,
    @Param('draftId', IdPipe) draftId: string,
    @Body() body: unknown,
  ): Promise<object> {
    await this.found(actor, draftId);
    const revision = versionOf(body);
    const page = { ...frame(draftId, 'details', 'Date and reasons'), version: revision };
    const filled = detailsForm.read(body);
    if (!filled.result.ok) return withStatus(422, { ...page, form: filled.view() });
    const described = await this.drafts.describe(actor, draftId, { revision, ...filled.result.value });
    if (described.ok) return seeOther(`/policy/drafts/${draftId}`, 'The draft is changed');
    return withStatus(422, { ...page, form: filled.view(shownHere(described.problem)) });
  }

  @Get(':draftId/parts/:part')
  @RequirePermission('policy.draft')
  @Page(FORM)
  async partForm(
    @CurrentActor() actor: Actor,
    @Param('draftId', IdPipe) draftId: string,
    @Param('part') part: string,
  ): Promise<object> {
    const { draft } = await this.found(actor, draftId);
    const { form, page } = this.part(draftId, part);
    return { ...page, version: draft.revision, form: form.start(settingsOf(part, draft.document)) };
  }

  @Post(':draftId/parts/:part')
  @RequirePermission('policy.draft')
  @Page(FORM)
  async changePart(
    @CurrentActor() actor: Actor,
    @Param('draftId', IdPipe) draftId: string,
    @Param('part') part: string,
    @Body() body: unknown,
  ): Promise<object> {
    await this.found(actor, draftId);
    const { form, page } = this.part(draftId, part);
    const revision = versionOf(body);
    const filled = form.read(body);
    if (!filled.result.ok) return withStatus(422, { ...page, version: revision, form: filled.view() });
    const settings = new Map(Object.entries(filled.result.value));
    const changed = await this.drafts.changeSettings(actor, draftId, { revision, part, settings });
    if (changed.ok) return seeOther(`/policy/drafts/${draftId}`, 'The draft is changed');
    return withStatus(422, { ...page, version: revision, form: filled.view(shownHere(changed.problem)) });
  }

  @Post(':draftId/update')
  @RequirePermission('policy.draft')
  @Page(DRAFT)
  async update(@CurrentActor() actor: Actor, @Param('draftId', IdPipe) draftId: string): Promise<object> {
    const { draft } = await this.found(actor, draftId);
    const updated = await this.drafts.bringUpToDate(actor, draftId, draft.revision);
    if (!updated.ok) return withStatus(422, await this.page(actor, draftId, shownHere(updated.problem)));
    const both = updated.value.map(settingLabel).join('; ');
    const said = both === '' ? 'The draft is up to date' : `Up to date. Both changed, and the draft’s stands: ${both}`;
    return seeOther(`/policy/drafts/${draftId}`, said);
  }

  @Post(':draftId/withdrawal')
  @RequirePermission('policy.draft')
  @Page(DRAFT)
  async withdraw(@CurrentActor() actor: Actor, @Param('draftId', IdPipe) draftId: string): Promise<object> {
    await this.found(actor, draftId);
    const withdrawn = await this.drafts.withdraw(actor, draftId);
    if (withdrawn.ok) return seeOther('/policy/drafts', 'The draft is withdrawn');
    return withStatus(422, await this.page(actor, draftId, shownHere(withdrawn.problem)));
  }

  private part(draftId: string, part: string) {
    const form = partForm(part);
    if (form === undefined) throw new ProblemException(notFound('part').problem);
    return { form, page: frame(draftId, `parts/${part}`, POLICY_PARTS[part] ?? 'Settings') };
  }

  private async found(actor: Actor, draftId: string): Promise<DraftView> {
    return unwrap(await this.drafts.view(actor, draftId));
  }

  private async page(actor: Actor, draftId: string, refused: Problem): Promise<object> {
    return draftModel(await this.found(actor, draftId), rightsOf(actor), refused);
  }
}

const rightsOf = (actor: Actor) => ({ mayDraft: may(actor, 'policy.draft'), mayPut: may(actor, 'board.manage') });

const newFrame = {
  title: 'Draft a change of the policy',
  intro: 'It starts as the version that would be in force on the day. Nothing changes before the board approves it.',
  action: '/policy/drafts/new',
  button: 'Start the draft',
  backHref: '/policy/drafts',
};
const frame = (draftId: string, step: string, title: string) => ({
  title,
  action: `/policy/drafts/${draftId}/${step}`,
  button: 'Save the draft',
  backHref: `/policy/drafts/${draftId}`,
});
