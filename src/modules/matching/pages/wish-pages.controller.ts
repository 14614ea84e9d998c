import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDateTime, isUuid, type Problem } from '../../../kernel/index.js';
import {
  CurrentActor,
  IdPipe,
  ProblemException,
  RequirePermission,
  UnitOfWork,
  unwrap,
} from '../../../platform/index.js';
import {
  type Choice,
  dataTable,
  type DataTable,
  defineForm,
  Page,
  radios,
  seeOther,
  select,
  text,
  withStatus,
} from '../../../web/index.js';
import { People } from '../../identity/index.js';
import { ViewOptions } from '../application/view-options.js';
import { WhatIfs } from '../application/what-ifs.js';
import { mayWish, optionKeyOf, REASON_MAX, Wishes } from '../application/wishes.js';
import { placeWords } from '../domain/place-words.js';
import type { RuleKey } from '../domain/rules/rule.js';
import type { WhatIf } from '../persistence/what-if.store.js';
import type { Wish } from '../persistence/wish.store.js';
import { ruleLabel } from './rule-words.js';
import { whatIfTag } from './what-if-view.js';

const LATEST = 10;

const formOf = (options: readonly Choice[]) =>
  defineForm({
    option: select({ label: 'Option', choices: options }),
    kind: radios({
      label: 'What to try',
      choices: [
        { value: 'PIN' as const, text: 'Pin it: this pupil gets this option' },
        { value: 'BAR' as const, text: 'Bar it: this pupil gets any other option, or none' },
      ],
    }),
    reason: text({ label: 'Reason', hint: 'Who reads the pins sees it.', max: REASON_MAX }),
  });

/** Pins and bars: what a person wants kept or kept out when looking what would follow. */
@ApiExcludeController()
@Controller()
@RequirePermission('matching.displacement')
export class WishPagesController {
  constructor(
    private readonly wishes: Wishes,
    private readonly whatIfs: WhatIfs,
    private readonly people: People,
    private readonly view: ViewOptions,
    private readonly work: UnitOfWork,
  ) {}

  @Get('matching/pins')
  @Page('modules/matching/pages/wishes.njk')
  async list(@CurrentActor() actor: Actor): Promise<object> {
    return this.listPage(actor);
  }

  @Post('matching/pins/:wishId/undo')
  @RequirePermission('matching.run')
  @Page('modules/matching/pages/wishes.njk')
  async undo(@CurrentActor() actor: Actor, @Param('wishId', IdPipe) wishId: string): Promise<object> {
    unwrap(await this.wishes.undo(actor, wishId));
    return seeOther('/matching/pins', 'Undone. The record keeps who made it and who undid it.');
  }

  @Post('matching/what-ifs')
  @RequirePermission('matching.run')
  @Page('modules/matching/pages/wishes.njk')
  async ask(@CurrentActor() actor: Actor): Promise<object> {
    const asked = await this.whatIfs.ask(actor);
    if (asked.ok) return seeOther(`/matching/what-ifs/${asked.value}`);
    if (asked.problem.kind === 'forbidden') throw new ProblemException(asked.problem);
    return withStatus(422, { ...(await this.listPage(actor)), form: defineForm({}).show({}, asked.problem) });
  }

  @Get('referrals/:referralId/options/pin')
  @RequirePermission('matching.run')
  @Page('modules/matching/pages/wish.njk')
  async askWish(
    @CurrentActor() actor: Actor,
    @Param('referralId', IdPipe) referralId: string,
    @Query('option') option: unknown,
    @Query('kind') kind: unknown,
  ): Promise<object> {
    const named = keyIn(option);
    const form = formOf(await this.choices(actor, referralId, named));
    return frame(referralId, form.start({ option: named, kind: kind === 'BAR' ? 'BAR' : 'PIN' }));
  }

  @Post('referrals/:referralId/options/pin')
  @RequirePermission('matching.run')
  @Page('modules/matching/pages/wish.njk')
  async wish(
    @CurrentActor() actor: Actor,
    @Param('referralId', IdPipe) referralId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const said: unknown = typeof body === 'object' && body !== null && 'option' in body ? body.option : undefined;
    const filled = formOf(await this.choices(actor, referralId, keyIn(said))).read(body);
    if (!filled.result.ok) return withStatus(422, frame(referralId, filled.view()));
    const { option, kind, reason } = filled.result.value;
    const made = await this.wishes.make(actor, { referralId, patternIds: option.split('+'), kind, reason });
    if (made.ok) return seeOther('/matching/pins', 'Noted. Ask what would change when you have all your pins.');
    if (made.problem.kind === 'not-found' || made.problem.kind === 'forbidden') {
      throw new ProblemException(made.problem);
    }
    return withStatus(422, frame(referralId, filled.view(inWords(made.problem))));
  }

  /** The pupil's options by name, and the place that the link named, which may be one that a rule refuses. */
  private async choices(actor: Actor, referralId: string, named: string): Promise<Choice[]> {
    const found = await this.view.run(actor, referralId);
    if (!found.ok && found.problem.code !== 'options.not-found') throw new ProblemException(found.problem);
    const view = found.ok ? found.value : undefined;
    const options = (view?.options ?? []).map((option) => ({
      value: optionKeyOf(option.components.map(({ patternId }) => patternId)),
      text: option.components.map((one) => `${placeWords(one)} (${one.label})`).join(' and '),
    }));
    if (named === '' || options.some(({ value }) => value === named)) return options;
    const names = named.split('+').flatMap((id) => view?.considered.find(({ patternId }) => patternId === id) ?? []);
    const text = names.map(({ names: one }) => `${placeWords(one)} (${one.label})`).join(' and ');
    return [...options, { value: named, text: text === '' ? 'The place that the link named' : text }];
  }

  private async listPage(actor: Actor): Promise<object> {
    const [wishes, whatIfs] = [await this.wishes.list(actor), await this.whatIfs.newest(actor, LATEST)];
    const makers = [...wishes.map(({ madeBy }) => madeBy), ...whatIfs.map(({ askedBy }) => askedBy)];
    const names = await this.work.read(actor, (tx) => this.people.names(tx, makers));
    return {
      title: 'Pins and bars',
      breadcrumbs: [{ text: 'Matching', href: '/matching' }, { text: 'Pins and bars' }],
      wishes: wishes.map((wish) => wishView(wish, names)),
      some: wishes.some(({ waits }) => waits),
      mayWish: mayWish(actor),
      whatIfs: whatIfsTable(whatIfs, names),
    };
  }
}

function frame(referralId: string, form: object): object {
  return {
    title: 'Pin or bar an option',
    backHref: `/referrals/${referralId}/options`,
    backText: 'Back to the options',
    action: `/referrals/${referralId}/options/pin`,
    form,
  };
}

/** One to three opening patterns joined by a plus, as links write them; empty for anything else. */
function keyIn(said: unknown): string {
  // A plus in an address may arrive as a space.
  const ids = typeof said === 'string' && said.length <= 200 ? said.split(/[+ ]/) : [];
  return ids.length >= 1 && ids.length <= 3 && ids.every(isUuid) ? optionKeyOf(ids) : '';
}

/** Rules by their names and not by their keys. */
function inWords(refused: Problem): Problem {
  const { rules } = refused.facts;
  if (!Array.isArray(rules)) return refused;
  const labels = (rules as readonly RuleKey[]).map((rule) => ruleLabel(rule).toLowerCase());
  return { ...refused, facts: { ...refused.facts, rules: labels } };
}

interface WishView extends Pick<Wish, 'id' | 'reference' | 'referralId' | 'places' | 'reason' | 'waits'> {
  readonly pinned: boolean;
  readonly by: string;
  readonly at: string;
}

function wishView(wish: Wish, names: ReadonlyMap<string, string>): WishView {
  const { id, reference, referralId, places, reason, waits } = wish;
  const by = names.get(wish.madeBy) ?? 'Somebody who has left';
  return {
    id,
    reference,
    referralId,
    places,
    reason,
    waits,
    pinned: wish.kind === 'PIN',
    by,
    at: formatDateTime(wish.madeAt),
  };
}

function whatIfsTable(whatIfs: readonly WhatIf[], names: ReadonlyMap<string, string>): DataTable {
  return dataTable({
    caption: 'What was tried',
    columns: [
      { heading: 'What if' },
      { heading: 'Asked' },
      { heading: 'By' },
      { heading: 'Pins and bars', numeric: true },
      { heading: 'Would move', numeric: true },
      { heading: 'State' },
    ],
    rows: whatIfs.map((one) => [
      { text: `${one.number}, from run ${one.runNumber}`, href: `/matching/what-ifs/${one.id}` },
      formatDateTime(one.askedAt),
      names.get(one.askedBy) ?? '',
      one.wishes.length,
      one.result?.moves.length ?? null,
      { text: '', tag: whatIfTag(one) },
    ]),
    empty: 'Nothing has been tried yet.',
  });
}
