import { Injectable } from '@nestjs/common';
import {
  ACCESS_FEATURES,
  type DateOnly,
  describeSessions,
  formatDate,
  formatPounds,
  maxDate,
  minDate,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { problemWords } from '../../../web/index.js';
import { optionCards, type OptionsView, ViewOptions } from '../../matching/index.js';
import { Calendars } from '../../organisations/index.js';
import type { NewItem, PaperRow, PaperSection } from '../../panels/index.js';
import { TYPE_WORDS } from '../../policies/index.js';
import {
  labelOf,
  type LockedReferral,
  Referrals,
  RISKS,
  SEN_NEEDS,
  type WaitingReferral,
  WISHES,
} from '../../referrals/index.js';
import type { DecisionCommand } from '../domain/decision-command.js';
import { ApprovePlacement } from './approve-placement.js';
import { type Beside, moneyLeft } from './beside-items.js';
import { namedPlace } from './named-place.js';
import { lastSchoolDay, schoolDayFrom } from './read-decision.js';

export const REFERRAL = 'REFERRAL';

type PanelOptions = Extract<OptionsView, { audience: 'PANEL' }>;

/**
 * A request's paper for a panel: what is asked, the child without a name, the options of the latest run with what each
 * would cost others, the money and the school's share. What the school wrote in its own words stays in the case file, since
 * it may name the child.
 */
@Injectable()
export class ReferralPaper {
  constructor(
    private readonly referrals: Referrals,
    private readonly options: ViewOptions,
    private readonly approve: ApprovePlacement,
    private readonly calendars: Calendars,
  ) {}

  /** Problems: `referral.not-found`, `referral.not-waiting`. */
  async itemFor(
    tx: Tx,
    referralId: string,
    at: { readonly heldOn: DateOnly; readonly beside: Beside },
  ): Promise<Result<Omit<NewItem, 'id'>>> {
    const referral = await this.referrals.lock(tx, referralId);
    const waiting = referral && (await this.referrals.waiting(tx, referralId));
    if (!referral || !waiting || referral.authorityId !== tx.actor.authorityId) return notFound('referral');
    if (referral.status !== 'SUBMITTED') return problem('referral.not-waiting', { status: referral.status });
    await tx.audit('referral.read', { type: 'referral', id: referralId, referralId }, { part: 'panel-paper' });
    const found = await this.options.in(tx, referralId);
    const view = found.ok && found.value.audience === 'PANEL' ? found.value : undefined;
    const proposal = view && (await this.proposalOf(tx, referral, view, at.heldOn));
    return ok({
      subjectType: REFERRAL,
      subjectId: referralId,
      title: `${referral.reference}: ${TYPE_WORDS[waiting.type]}`,
      enBloc: proposal?.routine ?? false,
      parties: [referral.schoolOrganisationId, ...providersOf(view)],
      paper: {
        content: {
          sections: [
            requestSection(referral, waiting),
            pupilSection(waiting),
            ...optionSections(referralId, view),
            ...(proposal?.settleFirst ? [{ title: 'To settle first', words: [proposal.settleFirst] }] : []),
            moneySection(referral, at.beside),
          ],
        },
        outcome: proposal?.named ? 'APPROVED' : null,
        reasons: proposal?.named ? proposal.reasons : null,
        conditions: null,
        named: proposal?.named ?? null,
      },
    });
  }

  /** What the run proposes, as a motion: routine where it is the best fit, nothing warns, and it could be decided as it stands. */
  private async proposalOf(tx: Tx, referral: LockedReferral, view: PanelOptions, heldOn: DateOnly) {
    const chosen = view.options.find((option) => option.chosen);
    if (chosen === undefined) return undefined;
    const calendar = await this.calendars.forSchool(tx, referral.schoolOrganisationId);
    const startsOn = schoolDayFrom(calendar, maxDate(chosen.startsOn, heldOn, tx.today));
    const command: DecisionCommand = {
      referralId: referral.id,
      patternIds: chosen.components.map(({ patternId }) => patternId),
      next: [],
      startsOn,
      plannedEnd: minDate(chosen.endsOn, lastSchoolDay(calendar, startsOn)),
      reasons: `Proposed by the matching, run ${view.run?.runNumber ?? 0}: fit ${chosen.fit} of 1,000, every rule of policy version ${view.policyVersion} kept.`,
      waivers: [],
      order: null,
      agreementReference: null,
      blockId: null,
    };
    const preview = await this.approve.previewIn(tx, command);
    if (!preview.ok) return { named: null, reasons: null, routine: false, settleFirst: problemWords(preview.problem) };
    const { components, weeklyPence } = preview.value.plan;
    const places = components.map(({ siteName, label }) => `${siteName}: ${label}`);
    const named = namedPlace(command, { places, next: [] });
    const price = { label: 'Price a week, net of VAT', value: formatPounds(weeklyPence) };
    const routine = chosen.rank === 1 && chosen.warnings.length === 0 && !view.dated;
    return { named: { ...named, rows: [...named.rows, price] }, reasons: command.reasons, routine, settleFirst: null };
  }
}

const providersOf = (view: PanelOptions | undefined): string[] => [
  ...new Set((view?.options ?? []).flatMap(({ components }) => components.map(({ providerId }) => providerId))),
];

const given = (words: readonly string[]): string => (words.length === 0 ? 'None given' : words.join('; '));

const requestSection = (referral: LockedReferral, waiting: WaitingReferral): PaperSection => ({
  title: 'What is asked for',
  rows: [
    { label: 'Reference', value: referral.reference },
    { label: 'Kind', value: TYPE_WORDS[waiting.type] },
    ...(referral.daySixTarget === null
      ? []
      : [{ label: 'Sixth school day', value: formatDate(referral.daySixTarget) }]),
    { label: 'To start', value: formatDate(referral.startsOn) },
    { label: 'Half days', value: describeSessions(referral.sessionsWanted) },
    { label: 'Waiting', value: `${waiting.waitingDays} days, since ${formatDate(waiting.waitingSince)}` },
  ],
});

const pupilSection = (pupil: WaitingReferral): PaperSection => ({
  title: 'The pupil',
  rows: [
    { label: 'Pupil', value: pupil.pupilReference },
    { label: 'Year', value: String(pupil.yearGroup) },
    { label: 'Needs, the main one first', value: given(pupil.needs.map((code) => labelOf(SEN_NEEDS, code))) },
    {
      label: 'Risks',
      value: given(pupil.risks.map(({ code, level }) => `${labelOf(RISKS, code)} (${level.toLowerCase()})`)),
    },
    { label: 'Wishes', value: given(pupil.wishes.map(({ code }) => labelOf(WISHES, code))) },
    {
      label: 'Access needs',
      value: given(
        pupil.accessNeeds.map((code) => (ACCESS_FEATURES as Readonly<Record<string, string>>)[code] ?? code),
      ),
    },
    { label: 'Looked after', value: LOOKED_AFTER[pupil.lookedAfter] },
    { label: 'Social worker', value: pupil.socialWorker ? 'Yes' : 'No' },
  ],
});

const LOOKED_AFTER = { YES: 'Yes', NO: 'No', UNKNOWN: 'Not known' } as const;

function optionSections(referralId: string, view: PanelOptions | undefined): PaperSection[] {
  if (view === undefined) return [{ title: 'Options', words: ['No run has looked at this request yet.'] }];
  const when = `As of ${formatDate(view.asOf)}, under policy version ${view.policyVersion}.`;
  const run = view.run === null ? 'Worked out for this pupil alone.' : `From run ${view.run.runNumber}.`;
  const none = view.options.length === 0 ? ['There is no place at the moment that keeps every rule.'] : [];
  const { costs, references } = view;
  const cards = optionCards(view.options, { referralId, wishes: [], mayWish: false, costs, references });
  return [
    { title: 'Options', words: [`${when} ${run}`, ...none] },
    ...cards.map(({ heading, tags, rows }) => ({
      title: [heading, ...tags.map(({ text }) => text)].join(': '),
      rows: rows.map(({ label, lines }) => ({ label, value: lines.join('; ') })),
    })),
  ];
}

const moneySection = (referral: LockedReferral, beside: Beside): PaperSection => ({
  title: 'Money and fair share',
  rows: moneyRows(referral, beside),
});

export const moneyRows = (referral: LockedReferral, beside: Beside): readonly PaperRow[] => [
  ...moneyLeft(beside, referral.type),
  {
    label: 'The school holds, of its fair share',
    value:
      beside.shareOf({ schoolId: referral.schoolOrganisationId, type: referral.type }) ??
      'Not counted for this request, or the school’s roll is not known',
  },
];
