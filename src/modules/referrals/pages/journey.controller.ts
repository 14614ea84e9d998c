import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, notFound, type Problem } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import { type FormView, Page, seeOther, withStatus } from '../../../web/index.js';
import { Prefill } from '../application/prefill.js';
import { SaveAnswers } from '../application/save-answers.js';
import { StartReferral } from '../application/start-referral.js';
import { SubmitReferral } from '../application/submit-referral.js';
import { type DraftExtra, type DraftView, ViewDraft } from '../application/view-draft.js';
import type { Answers } from '../domain/answers.js';
import { FIRST_DAY } from '../domain/aim.js';
import { askedBeforeFirstDay } from '../domain/check-answers.js';
import { fieldOf } from '../domain/fields.js';
import {
  type Asker,
  journeyOf,
  type JourneyPage,
  type ListedPage,
  nextNeeded,
  pageOf,
  pagesLacking,
  type PageState,
} from '../domain/journey.js';
import { LATE_STATUSES } from '../domain/referral-states.js';
import { seeksProvision, TYPE_RULES, typeChoices } from '../domain/types.js';
import { actsForAuthority } from '../referrals.policy.js';
import { clockView } from './clock-view.js';
import { basisOf } from './referral-view.js';
import { JourneyForm, type LiveOptions } from './journey-form.js';
import { priceFigures } from './price-words.js';
import { answerSections } from './show-answers.js';

const STATE_TAGS: Readonly<Record<PageState, { text: string; colour: string }>> = {
  NEEDED: { text: 'Needed to submit', colour: 'blue' },
  LATER: { text: 'Before the first day', colour: 'yellow' },
  DONE: { text: 'Completed', colour: 'green' },
  OPTIONAL: { text: 'Optional', colour: 'grey' },
};

const QUESTION = 'modules/referrals/pages/question.njk';
const CHECK = 'modules/referrals/pages/check.njk';

const EVERYTHING: readonly DraftExtra[] = ['PRICE', 'PLACES', 'SCHOOLS'];

/** Which lists a page of the journey offers. */
function extrasOf(pageKey: string): readonly DraftExtra[] {
  if (['school', 'move-school', 'return-school'].includes(pageKey)) return ['SCHOOLS'];
  return pageKey === 'choices' ? ['PLACES'] : [];
}

const askerOf = (actor: Actor): Asker => ({ forAuthority: actsForAuthority(actor) });

/** The referral journey: one thing a page, saved at each step, resumed from the task list. */
@ApiExcludeController()
@RequirePermission('referral.create')
@Controller('referrals')
export class JourneyController {
  constructor(
    private readonly start: StartReferral,
    private readonly save: SaveAnswers,
    private readonly submit: SubmitReferral,
    private readonly draft: ViewDraft,
    private readonly prefill: Prefill,
  ) {}

  @Get('new')
  @Page('modules/referrals/pages/new.njk')
  intro(@CurrentActor() actor: Actor): object {
    return { title: 'Refer a pupil', forAuthority: actsForAuthority(actor), backHref: '/referrals' };
  }

  @Post('new')
  @Page('modules/referrals/pages/new.njk')
  async begin(@CurrentActor() actor: Actor): Promise<object> {
    const { id } = unwrap(await this.start.run(actor));
    return seeOther(`/referrals/${id}/answers/${actsForAuthority(actor) ? 'school' : 'reason'}`);
  }

  @Get(':referralId/tasks')
  @Page('modules/referrals/pages/tasks.njk')
  async tasks(@CurrentActor() actor: Actor, @Param('referralId', IdPipe) id: string): Promise<object> {
    const view = unwrap(await this.draft.run(actor, id));
    const sections = journeyOf(view.answers, askerOf(actor)).map(({ title, pages }) => ({
      title,
      tasks: openPages(view, pages).map(({ page, state }) => ({
        title: page.title,
        href: `/referrals/${id}/answers/${page.key}`,
        due: STATE_TAGS[state],
      })),
    }));
    const needed = sections.flatMap(({ tasks }) => tasks).filter(({ due }) => due === STATE_TAGS.NEEDED).length;
    const shown = sections.filter(({ tasks }) => tasks.length > 0);
    return {
      ...frame(view),
      title: titleOf(view),
      sections: shown,
      needed,
      isLate: isLate(view),
      heldFrom: view.heldFrom,
      backHref: '/referrals',
    };
  }

  @Post(':referralId/prefill')
  @Page('modules/referrals/pages/tasks.njk')
  async takeOver(@CurrentActor() actor: Actor, @Param('referralId', IdPipe) id: string): Promise<object> {
    const { filled } = unwrap(await this.prefill.run(actor, id));
    const words = filled.length === 1 ? '1 answer is filled in' : `${filled.length} answers are filled in`;
    return seeOther(`/referrals/${id}/tasks`, `${words}. Check each of them: something may have changed`);
  }

  @Get(':referralId/answers/:page')
  @Page(QUESTION)
  async question(
    @CurrentActor() actor: Actor,
    @Param('referralId', IdPipe) id: string,
    @Param('page') key: string,
    @Query('return') back: unknown,
  ): Promise<object> {
    const view = unwrap(await this.draft.run(actor, id, extrasOf(key)));
    const page = pageFor(key, view, actor);
    const form = new JourneyForm(page.fields, liveOptions(view)).start(view.answers);
    return questionModel(view, page, form, back);
  }

  @Post(':referralId/answers/:page')
  @Page(QUESTION)
  async answer(
    @CurrentActor() actor: Actor,
    @Param('referralId', IdPipe) id: string,
    @Param('page') key: string,
    @Query('return') back: unknown,
    @Body() body: Readonly<Record<string, unknown>>,
  ): Promise<object> {
    const view = unwrap(await this.draft.run(actor, id, extrasOf(key)));
    const page = pageFor(key, view, actor);
    const filled = new JourneyForm(page.fields, liveOptions(view)).read(body);
    const again = (problem?: Problem) => withStatus(422, questionModel(view, page, filled.view(problem), back));
    if (!filled.result.ok) return again();
    const finishLater = body['next'] === 'later';
    const saved = await this.save.run(actor, id, filled.result.value, finishLater ? [] : page.fields);
    if (!saved.ok) return saved.problem.kind === 'not-found' ? unwrap(saved) : again(saved.problem);
    if (isLate(view)) return seeOther(`/referrals/${id}`, 'Saved');
    if (view.referral.status !== 'DRAFT') return seeOther(`/referrals/${id}/tasks`, 'Saved');
    if (finishLater) return seeOther('/referrals', 'Saved as a draft. You can finish it later.');
    if (body['next'] === 'again') return seeOther(`/referrals/${id}/answers/${key}`);
    return seeOther(nextAddress(id, saved.value.answers, { actor, key, back }));
  }

  @Get(':referralId/check')
  @Page(CHECK)
  async check(@CurrentActor() actor: Actor, @Param('referralId', IdPipe) id: string): Promise<object> {
    const view = unwrap(await this.draft.run(actor, id, EVERYTHING));
    return checkModel(view, actor);
  }

  @Post(':referralId/check')
  @Page(CHECK)
  async send(@CurrentActor() actor: Actor, @Param('referralId', IdPipe) id: string): Promise<object> {
    const sent = await this.submit.run(actor, id);
    if (sent.ok) return seeOther(`/referrals/${id}/submitted`);
    if (sent.problem.kind === 'not-found' || sent.problem.kind === 'forbidden') return unwrap(sent);
    const view = unwrap(await this.draft.run(actor, id, EVERYTHING));
    return withStatus(sent.problem.kind === 'conflict' ? 409 : 422, checkModel(view, actor, sent.problem));
  }
}

/** Once a place is decided, only the pages on which something is still missing. */
const isLate = ({ referral }: DraftView): boolean => LATE_STATUSES.includes(referral.status);
const openPages = (view: DraftView, pages: readonly ListedPage[]): readonly ListedPage[] =>
  pages.filter(({ page }) => !isLate(view) || pagesLacking(view.referral.missing).includes(page));

function pageFor(key: string, view: DraftView, actor: Actor): JourneyPage {
  const page = pageOf(key, view.answers, askerOf(actor));
  if (page === undefined || (isLate(view) && !pagesLacking(view.referral.missing).includes(page)))
    throw new ProblemException(notFound('page').problem);
  return page;
}

/** Back to the check, or to the next page where something is needed; when nothing is, to the list of tasks. */
function nextAddress(id: string, answers: Answers, at: { actor: Actor; key: string; back: unknown }): string {
  if (at.back === 'check') return `/referrals/${id}/check`;
  const next = nextNeeded(answers, askerOf(at.actor), at.key);
  return next === undefined ? `/referrals/${id}/tasks` : `/referrals/${id}/answers/${next.key}`;
}

const liveOptions = (view: DraftView): LiveOptions => ({
  schoolId: view.schools,
  'managedMove.receivingSchoolId': view.schools,
  'reintegration.schoolId': view.schools,
  type: typeChoices(view.madeBy),
  'family.preferred': view.places,
  'family.suitable': view.places,
});

const titleOf = ({ answers }: DraftView): string => {
  const name = [answers['pupil.forename'], answers['pupil.surname']].filter((part) => part !== undefined).join(' ');
  return name === '' ? 'Your referral' : `Referral for ${name}`;
};

/** What every page of the journey may show beside its question. */
function frame(view: DraftView): object {
  const { referral, answers } = view;
  return {
    id: referral.id,
    isDraft: referral.status === 'DRAFT',
    isSubmitted: referral.status !== 'DRAFT' && referral.status !== 'RETURNED',
    clock: view.clock && clockView(view.clock),
    pupilIsKnown: view.pupilIsKnown,
    isReady: view.isReady,
    schoolName: view.schoolName,
    laterCount: askedBeforeFirstDay(answers).length,
    isExclusion: answers.type === 'PERMANENT_EXCLUSION',
    mayFollow: answers.type !== undefined && TYPE_RULES[answers.type].picture === 'LATER',
    isProvision: seeksProvision(answers.type),
    basis: basisOf(answers.type),
  };
}

function questionModel(view: DraftView, page: JourneyPage, form: FormView, back: unknown): object {
  const { id } = view.referral;
  const isDraft = view.referral.status === 'DRAFT';
  const back_ = back === 'check' ? `/referrals/${id}/check` : `/referrals/${id}/${isDraft ? 'tasks' : ''}`;
  return {
    ...frame(view),
    title: page.title,
    lead: page.lead,
    caption: titleOf(view),
    form,
    action: `/referrals/${id}/answers/${page.key}${back === 'check' ? '?return=check' : ''}`,
    backHref: back_.replace(/\/$/, ''),
    showsClock: Object.values(FIRST_DAY).some((path) => page.fields.includes(path)),
  };
}

function checkModel(view: DraftView, actor: Actor, problem?: Problem): object {
  const { referral, answers } = view;
  const live = liveOptions(view);
  const sections = answerSections(answers, {
    asker: askerOf(actor),
    lookup: (path) => live[path] ?? fieldOf(path).options ?? [],
    changeHref: (key) => `/referrals/${referral.id}/answers/${key}?return=check`,
  });
  const pages = journeyOf(answers, askerOf(actor)).flatMap((section) => section.pages);
  const needed = pages.filter(({ state }) => state === 'NEEDED');
  return {
    ...frame(view),
    title: 'Check your answers',
    caption: titleOf(view),
    sections,
    needed: needed.map(({ page }) => ({ title: page.title, href: `/referrals/${referral.id}/answers/${page.key}` })),
    later: askedBeforeFirstDay(answers).map((path) => fieldOf(path).name),
    price: view.price && priceFigures(view.price),
    openings: view.price?.openings ?? 0,
    form: problem && new JourneyForm([], {}).read({}).view(problem),
    other: problem?.code === 'referral.already-open' ? problem.facts : null,
    isSen: answers['support.namedSetting'] !== undefined,
    backHref: `/referrals/${referral.id}/tasks`,
  };
}
