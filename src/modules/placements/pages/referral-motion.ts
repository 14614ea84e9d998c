import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Actor, SUPPORT_KINDS } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import { type Choice, date, radios, select, wholeNumber } from '../../../web/index.js';
import { type MotionFields, MotionForms, type MotionFieldSource } from '../../panels/index.js';
import { Referrals } from '../../referrals/index.js';
import { DecidedSupport } from '../../support/index.js';
import { actingFor } from '../application/acting-for.js';
import { type DecisionFacts, ReadDecision } from '../application/read-decision.js';
import { REFERRAL } from '../application/referral-paper.js';
import { DECLINE_REASONS, declineReasonsFor } from '../domain/panel-outcomes.js';
import { keyOf, optionChoices, PLACE_PATHS, placeFields, placeOf, type PlaceValues } from './decision-form.js';

/** What a motion on a request asks for: the place and its dates where one is approved, the reason where it is declined. */
@Injectable()
export class ReferralMotion implements MotionFieldSource, OnModuleInit {
  constructor(
    private readonly forms: MotionForms,
    private readonly reader: ReadDecision,
    private readonly work: UnitOfWork,
    private readonly referrals: Referrals,
    private readonly support: DecidedSupport,
  ) {}

  onModuleInit(): void {
    this.forms.register(REFERRAL, this);
  }

  /** For whoever is in the room: the item was read before, so prices and money are shown to every member. */
  async fieldsFor(actor: Actor, referralId: string): Promise<MotionFields> {
    const { authorityId, organisationId } = actor;
    const reader = authorityId === null ? actor : actingFor(actor, { authorityId, organisationId });
    const facts = await this.reader.run(reader, referralId);
    if (facts === undefined) return { fields: {}, start: {}, places: {}, named: () => undefined };
    return fieldsOf(facts, await this.teamsFor(reader, referralId));
  }

  private teamsFor(reader: Actor, referralId: string): Promise<readonly Choice[]> {
    return this.work.read(reader, async (tx) => {
      const referral = await this.referrals.find(tx, referralId);
      const teams = referral === undefined ? [] : await this.support.choices(tx, referral.schoolOrganisationId);
      return teams.map(({ id, name, kind }) => ({ value: id, text: `${name} (${SUPPORT_KINDS[kind]})` }));
    });
  }
}

/** Support instead of a place, or with one. */
const supportFields = (teams: readonly Choice[]) => ({
  supportTeam: select({
    label: 'Support: which team?',
    hint: 'Instead of a place or with one. Where the team is full the pupil goes on its waiting list',
    choices: teams,
    optional: true,
  }),
  supportFrom: date({ label: 'Support: first day', optional: true }),
  supportWeeks: wholeNumber({
    label: 'Support: planned weeks',
    hint: 'Leave it empty for as many as the policy says of the team',
    least: 1,
    most: 52,
    width: 2,
    optional: true,
  }),
});
const SUPPORT_PATHS = {
  'support.teamId': 'supportTeam',
  'support.startsOn': 'supportFrom',
  'support.weeks': 'supportWeeks',
};

function supportOf(typed: Readonly<Record<string, unknown>>): { readonly support?: object } {
  const { supportTeam: teamId, supportFrom: startsOn, supportWeeks: weeks } = typed;
  return teamId === null && startsOn === null ? {} : { support: { teamId, startsOn, weeks } };
}

function fieldsOf({ type, form, suggested }: DecisionFacts, teams: readonly Choice[]): MotionFields {
  const [proposed] = form.options;
  const reasons = declineReasonsFor(type);
  return {
    fields: {
      option: radios({ label: 'To approve: which option?', choices: optionChoices(form), optional: true }),
      startsOn: date({ label: 'To approve: first day', optional: true }),
      plannedEnd: date({ label: 'To approve: planned last day', optional: true }),
      ...placeFields(form),
      ...(teams.length === 0 ? {} : supportFields(teams)),
      declineReason: radios({
        label: 'To decline: why?',
        hint: 'What happens next follows from it',
        choices: reasons.map((key) => ({
          value: key,
          text: DECLINE_REASONS[key].words,
          hint: DECLINE_REASONS[key].next,
        })),
        optional: true,
      }),
    },
    start: { ...(proposed ? { option: keyOf(proposed) } : {}), ...suggested },
    places: { ...PLACE_PATHS, ...SUPPORT_PATHS, reason: 'declineReason' },
    named(values) {
      const typed = values as unknown as PlaceValues & { readonly startsOn: unknown; readonly declineReason: unknown };
      const { startsOn, plannedEnd, declineReason } = typed;
      const support = teams.length === 0 ? {} : supportOf(values);
      return { ...placeOf(typed, form.options), startsOn, plannedEnd, reason: declineReason, ...support };
    },
  };
}
