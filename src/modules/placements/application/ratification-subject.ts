import { Injectable, type OnModuleInit } from '@nestjs/common';
import { formatDate, formatDateTime, londonDate, notFound, ok, type Result } from '../../../kernel/index.js';
import { explainConstraint, type Tx } from '../../../platform/index.js';
import { announce } from '../../notifications/index.js';
import { Organisations } from '../../organisations/index.js';
import {
  type AgendaSubject,
  AgendaSubjects,
  type CarriedOn,
  type DecidedItem,
  Decisions,
  type Meeting,
  type NewItem,
} from '../../panels/index.js';
import { Policies, TYPE_WORDS } from '../../policies/index.js';
import { whereOf } from '../../providers/index.js';
import { Referrals } from '../../referrals/index.js';
import { RATIFICATION_OUTCOMES } from '../domain/panel-outcomes.js';
import { becauseWords } from '../domain/reconsideration.js';
import { STATUS_WORDS } from '../domain/placement-states.js';
import { RATIFICATION, RatificationStore, type Unratified } from '../persistence/ratification.store.js';

explainConstraint('decision_followed_once', 'decision.ratified');

/**
 * A decision that one person took between meetings comes to the next one by itself. It stands meanwhile: the place was offered
 * because it could not wait. The panel ratifies it, or says that it must be looked at again.
 */
@Injectable()
export class RatificationSubject implements AgendaSubject, OnModuleInit {
  readonly type = RATIFICATION;
  readonly decisionKind = 'PLACEMENT';

  constructor(
    private readonly subjects: AgendaSubjects,
    private readonly store: RatificationStore,
    private readonly decisions: Decisions,
    private readonly referrals: Referrals,
    private readonly policies: Policies,
    private readonly organisations: Organisations,
  ) {}

  onModuleInit(): void {
    this.subjects.register(this);
  }

  outcomes() {
    return Promise.resolve(
      Object.entries(RATIFICATION_OUTCOMES).map(([code, { words }]) => ({ code, words, conditional: false })),
    );
  }

  async gathers(tx: Tx, { bodyId, kind }: Meeting): Promise<readonly Omit<NewItem, 'id'>[]> {
    return kind === 'PANEL' ? (await this.store.unratified(tx, bodyId)).map(itemOf) : [];
  }

  async about(tx: Tx, carried: readonly CarriedOn[]) {
    const about = new Map<string, object>();
    for (const { subjectId } of carried) {
      const decision = await this.decisions.byId(tx, subjectId);
      if (decision === undefined) continue;
      const policy = await this.policies.at(tx, decision.authorityId, tx.today);
      const { referralId } = decision;
      about.set(subjectId, { referralId, policyId: policy?.id ?? null, followsDecisionId: subjectId });
    }
    return about;
  }

  async decided(tx: Tx, meeting: Meeting, items: readonly DecidedItem[]): Promise<Result<undefined>> {
    for (const { subjectId, outcome } of items) {
      if (outcome === 'RATIFIED') continue;
      const decision = await this.decisions.byId(tx, subjectId);
      const referral = decision && (await this.referrals.find(tx, decision.referralId ?? ''));
      if (referral === undefined) return notFound('decision');
      const { organisationId } = await this.organisations.commissioner(tx, meeting.authorityId);
      if (organisationId === null) continue;
      const about = { subjectType: 'referral', subjectId: referral.id, reference: referral.reference };
      await announce(tx, { kind: 'decision.not-ratified', organisationId, ...about });
    }
    return ok();
  }

  /** It comes to the next meeting by itself. */
  dropped(): Promise<Result<undefined>> {
    return Promise.resolve(ok());
  }

  /** The decision has no page of its own; its request's reference is the item's title. */
  href(): string {
    return '/referrals';
  }
}

function itemOf(one: Unratified): Omit<NewItem, 'id'> {
  const { reference, decidedAt, providers, startsOn, plannedEnd, status } = one;
  const { questioned } = one;
  const type = (TYPE_WORDS as Readonly<Record<string, string>>)[one.type] ?? one.type;
  const rows = [
    { label: 'Reference', value: reference },
    { label: 'Kind', value: type },
    { label: 'Decided by', value: one.decidedBy ?? 'Not known' },
    { label: 'Decided', value: formatDateTime(decidedAt) },
    { label: 'Under', value: one.power },
    { label: 'Reasons', value: one.reasons },
    { label: 'Places', value: providers.map(({ name, site }) => whereOf(name, site)).join('; ') },
    ...(questioned === null ? [] : [{ label: 'Questioned because', value: becauseWords(questioned) }]),
    ...(startsOn === null ? [] : [{ label: 'First day', value: formatDate(startsOn) }]),
    ...(plannedEnd === null ? [] : [{ label: 'Planned last day', value: formatDate(plannedEnd) }]),
    ...(status === null ? [] : [{ label: 'When it was put on the agenda', value: STATUS_WORDS[status].label }]),
  ];
  return {
    subjectType: RATIFICATION,
    subjectId: one.decisionId,
    title: `${reference}: decided on ${formatDate(londonDate(decidedAt))}, ${questioned === null ? 'to be ratified' : 'questioned'}`,
    enBloc: questioned === null,
    parties: [one.schoolId, ...providers.map(({ id }) => id)],
    paper: {
      content: {
        sections: [{ title: questioned === null ? 'What was decided between meetings' : 'What was decided', rows }],
      },
      outcome: questioned === null ? 'RATIFIED' : null,
      reasons: questioned === null ? 'Taken between meetings under the power that the policy delegates.' : null,
      conditions: null,
    },
  };
}
