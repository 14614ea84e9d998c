import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Actor } from '../../../kernel/index.js';
import { date, radios } from '../../../web/index.js';
import { type MotionFields, MotionForms, type MotionFieldSource } from '../../panels/index.js';
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
  ) {}

  onModuleInit(): void {
    this.forms.register(REFERRAL, this);
  }

  /** For whoever is in the room: the item was read before, so prices and money are shown to every member. */
  async fieldsFor(actor: Actor, referralId: string): Promise<MotionFields> {
    const { authorityId, organisationId } = actor;
    const reader = authorityId === null ? actor : actingFor(actor, { authorityId, organisationId });
    const facts = await this.reader.run(reader, referralId);
    return facts === undefined ? { fields: {}, start: {}, places: {}, named: () => undefined } : fieldsOf(facts);
  }
}

function fieldsOf({ type, form, suggested }: DecisionFacts): MotionFields {
  const [proposed] = form.options;
  const reasons = declineReasonsFor(type);
  return {
    fields: {
      option: radios({ label: 'To approve: which option?', choices: optionChoices(form), optional: true }),
      startsOn: date({ label: 'To approve: first day', optional: true }),
      plannedEnd: date({ label: 'To approve: planned last day', optional: true }),
      ...placeFields(form),
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
    places: { ...PLACE_PATHS, reason: 'declineReason' },
    named(values) {
      const typed = values as unknown as PlaceValues & { readonly startsOn: unknown; readonly declineReason: unknown };
      const { startsOn, plannedEnd, declineReason } = typed;
      return { ...placeOf(typed, form.options), startsOn, plannedEnd, reason: declineReason };
    },
  };
}
