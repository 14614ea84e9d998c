import { Injectable } from '@nestjs/common';
import {
  type Actor,
  describeSessions,
  type DateOnly,
  forbidden,
  formatDate,
  isCode,
  londonDate,
  may,
  newId,
  notFound,
  ok,
  problem,
  type Result,
  SUPPORT_KINDS,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import type { LinkSource, Task, TaskSource } from '../../../web/index.js';
import { announce } from '../../notifications/index.js';
import { type Decision, Decisions } from '../../panels/index.js';
import { Policies } from '../../policies/index.js';
import { whereOf } from '../../providers/index.js';
import { Referrals, type ReferralSummary } from '../../referrals/index.js';
import { DecidedSupport } from '../../support/index.js';
import {
  type ChildsName,
  filledIn,
  LETTER_AUDIENCES,
  type LetterAudience,
  type LetterContent,
  type LetterFacts,
  letterFor,
  withoutName,
} from '../domain/panel-letter.js';
import { DECLINE_REASONS, PANEL_OUTCOMES } from '../domain/panel-outcomes.js';
import { LIVE_STATUSES } from '../domain/placement-states.js';
import {
  type MeetingWithoutLetters,
  type NewLetter,
  type PanelDecision,
  type PanelLetter,
  PanelLetterStore,
  type PlaceOfDecision,
} from '../persistence/panel-letter.store.js';
import { LetterSenders } from './letter-senders.js';

/** A decision's letters as its reader may see them; `id` is null before they are issued. */
export interface LookedAt {
  readonly decision: PanelDecision;
  readonly letters: readonly {
    readonly id: string | null;
    readonly audience: LetterAudience;
    readonly content: LetterContent;
  }[];
}

export interface LettersView extends LookedAt {
  readonly dueOn: DateOnly;
}

export interface LettersOfMeeting {
  readonly meeting: MeetingWithoutLetters;
  readonly decisions: readonly LookedAt[];
}

/** So many decisions' letters are looked at on one page, and sent together. */
export const MOST_AT_ONCE = 25;

export interface LetterRead {
  readonly letter: PanelLetter;
  readonly content: LetterContent;
}

/** What the school, the family and the provider are told after a panel's decision: made from the record, kept as issued. */
@Injectable()
export class PanelLetters implements LinkSource, TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: PanelLetterStore,
    private readonly decisions: Decisions,
    private readonly referrals: Referrals,
    private readonly policies: Policies,
    private readonly from: LetterSenders,
    private readonly support: DecidedSupport,
  ) {}

  /** Decisions without letters, the oldest first, and the latest that have them. */
  async list(actor: Actor, page: { readonly offset: number; readonly limit: number }) {
    if (!mayIssue(actor)) return forbidden('panel.manage');
    return this.work.read(actor, async (tx) => {
      const { decisions, total } = await this.store.unsent(tx, page);
      const due = await this.from.dueBy(tx, decisions);
      return ok({
        unsent: decisions.map((one) => ({ ...one, dueOn: due(one) })),
        total,
        meetings: await this.store.meetingsWithout(tx),
        sent: await this.store.sent(tx),
      });
    });
  }

  view(actor: Actor, decisionId: string): Promise<Result<LettersView>> {
    return this.work.read(actor, async (tx) => {
      if (!mayIssue(actor)) return forbidden('panel.manage');
      const decision = await this.store.decision(tx, decisionId);
      if (decision === undefined) return notFound('decision');
      const looked = await this.lookAt(tx, decision);
      if (!looked.ok) return looked;
      return ok({ ...looked.value, dueOn: (await this.from.dueBy(tx, [decision]))(decision) });
    });
  }

  /** The letters still to send of one meeting's decisions, the oldest first, at most `MOST_AT_ONCE`. */
  ofMeeting(actor: Actor, meetingId: string): Promise<Result<LettersOfMeeting>> {
    return this.work.read(actor, async (tx) => {
      if (!mayIssue(actor)) return forbidden('panel.manage');
      const meeting = (await this.store.meetingsWithout(tx)).find(({ id }) => id === meetingId);
      if (meeting === undefined) return notFound('letters');
      const decisions: LookedAt[] = [];
      for (const decision of await this.store.unsentOf(tx, meetingId, MOST_AT_ONCE)) {
        const looked = await this.lookAt(tx, decision);
        if (!looked.ok) return looked;
        decisions.push(looked.value);
      }
      return ok({ meeting, decisions });
    });
  }

  /** All of a decision's letters, once. Problems: `letters.issued`, `policy.none-in-force`. */
  issue(actor: Actor, decisionId: string): Promise<Result<number>> {
    return this.work.inTransaction(actor, async (tx) => {
      if (!mayIssue(actor)) return forbidden('panel.manage');
      const decision = await this.store.decision(tx, decisionId);
      if (decision === undefined) return notFound('decision');
      return this.send(tx, decision);
    });
  }

  /**
   * The letters of these decisions, all or none; those that somebody else has sent meanwhile stand as they are. Problems:
   * `decision.not-found`, `policy.none-in-force`.
   */
  issueAll(actor: Actor, decisionIds: readonly string[]): Promise<Result<number>> {
    return this.work.inTransaction(actor, async (tx) => {
      if (!mayIssue(actor)) return forbidden('panel.manage');
      if (decisionIds.length > MOST_AT_ONCE) return problem('letters.too-many', { most: MOST_AT_ONCE });
      const decisions: PanelDecision[] = [];
      for (const id of new Set(decisionIds)) {
        const decision = await this.store.decision(tx, id);
        if (decision === undefined) return notFound('decision');
        decisions.push(decision);
      }
      let sent = 0;
      // In one order whoever sends them, so that two who do never wait for each other.
      for (const decision of decisions.toSorted((a, b) => (a.referralId < b.referralId ? -1 : 1))) {
        const issued = await this.send(tx, decision);
        if (issued.ok) sent += issued.value;
        else if (issued.problem.code !== 'letters.issued') return issued;
      }
      return ok(sent);
    });
  }

  /** As they were issued, or as they would be now, filled in for the reader. */
  private async lookAt(tx: Tx, decision: PanelDecision): Promise<Result<LookedAt>> {
    const child = nameOf(await this.referrals.summary(tx, decision.referralId));
    const issued = await this.store.ofDecision(tx, decision.decisionId);
    const written = issued.length > 0 ? ok(issued) : await this.write(tx, decision);
    if (!written.ok) return written;
    const letters = written.value.map((one: PanelLetter | NewLetter) => ({
      id: issued.length > 0 ? one.id : null,
      audience: one.audience,
      content: filledIn(one.content, child),
    }));
    return ok({ decision, letters });
  }

  private async send(tx: Tx, decision: PanelDecision): Promise<Result<number>> {
    const { decisionId, referralId, reference } = decision;
    // Under the case's lock nobody answers the offer meanwhile, and nobody else issues them.
    await this.referrals.lock(tx, referralId);
    if ((await this.store.ofDecision(tx, decisionId)).length > 0) return problem('letters.issued');
    const letters = await this.write(tx, decision);
    if (!letters.ok) return letters;
    await this.store.add(tx, letters.value);
    const subject = { type: 'decision', id: decisionId, referralId };
    await tx.audit('panel.letters-issued', subject, { letters: letters.value.length });
    for (const { id, audience, organisationId } of letters.value) {
      if (audience === 'FAMILY') continue;
      const kind = audience === 'PROVIDER' ? 'panel.letter-to-provider' : 'panel.letter';
      const about = audience === 'PROVIDER' ? 'Letter' : reference;
      await announce(tx, { kind, organisationId, subjectType: 'panel-letter', subjectId: id, reference: about });
    }
    return ok(letters.value.length);
  }

  /** As it was issued, with the child's name for whoever may see it. */
  read(actor: Actor, letterId: string): Promise<Result<LetterRead>> {
    return this.work.read(actor, async (tx) => {
      const letter = await this.store.byId(tx, letterId);
      if (letter === undefined) return notFound('letter');
      const child = nameOf(await this.referrals.summary(tx, letter.referralId));
      return ok({ letter, content: filledIn(letter.content, child) });
    });
  }

  async linksFor(actor: Actor, record: { readonly id: string }): Promise<{ text: string; href: string }[]> {
    if (!may(actor, 'referral.read')) return [];
    const letters = await this.work.read(actor, (tx) => this.store.ofReferral(tx, record.id));
    return letters.map(({ id, audience, issuedAt, organisationName, reconsiderationId }) => ({
      text: `${reconsiderationId === null ? 'Letter' : 'Answer'} of ${formatDate(londonDate(issuedAt))} to ${TO[audience](organisationName)}`,
      href: `/decision-letters/${id}`,
    }));
  }

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    if (!mayIssue(actor)) return [];
    return this.work.read(actor, async (tx) => {
      const { decisions, total } = await this.store.unsent(tx, { offset: 0, limit: 1 });
      const [first] = decisions;
      if (first === undefined) return [];
      const dueOn = (await this.from.dueBy(tx, [first]))(first);
      const of = total === 1 ? '1 decision' : `${total} decisions`;
      return [
        {
          title: `Send the letters of ${of}`,
          href: '/panel/letters',
          kind: 'The panel',
          dueOn,
          detail: 'The oldest first',
        },
      ];
    });
  }

  private async write(tx: Tx, decided: PanelDecision): Promise<Result<readonly NewLetter[]>> {
    const decision = await this.decisions.byId(tx, decided.decisionId);
    const summary = await this.referrals.summary(tx, decided.referralId);
    if (decision === undefined || summary === undefined) return notFound('decision');
    const facts = await this.facts(tx, { decided, decision, summary });
    if (!facts.ok) return facts;
    const to = (audience: LetterAudience): readonly string[] =>
      audience === 'PROVIDER'
        ? [...new Set(facts.value.offer?.places.map(({ organisationId }) => organisationId))]
        : [decided.schoolId];
    const audiences = Object.keys(LETTER_AUDIENCES) as LetterAudience[];
    return ok(
      audiences.flatMap((audience) =>
        to(audience).flatMap((organisationId): NewLetter[] => {
          const content = letterFor(audience, forReader(facts.value, audience, organisationId));
          const { decisionId, referralId, schoolId: schoolOrganisationId } = decided;
          const of = {
            authorityId: decision.authorityId,
            decisionId,
            referralId,
            schoolOrganisationId,
            organisationId,
          };
          const askBy = audience === 'PROVIDER' ? null : (facts.value.again?.askBy ?? null);
          return content === null ? [] : [{ id: newId(), ...of, audience, content, askBy, reconsiderationId: null }];
        }),
      ),
    );
  }

  private async supportOf(tx: Tx, decisionId: string): Promise<LetterFacts['support']> {
    const found = await this.support.ofDecision(tx, decisionId);
    return found === undefined ? null : { ...found, kind: SUPPORT_KINDS[found.kind] };
  }

  private async facts(
    tx: Tx,
    { decided, decision, summary }: { decided: PanelDecision; decision: Decision; summary: ReferralSummary },
  ): Promise<Result<LetterFacts>> {
    const { outcome } = decision;
    if (!isCode(PANEL_OUTCOMES, outcome)) return notFound('decision');
    const policy = await this.policies.at(tx, decision.authorityId, tx.today);
    if (policy === undefined) return problem('policy.none-in-force', { date: tx.today });
    const place = await this.store.place(tx, decision.id);
    const child = nameOf(summary) ?? { forename: '', surname: '' };
    const kept = keptOf(decision.conditions);
    return ok({
      authority: await this.from.nameOf(tx, decision.authorityId),
      panel: decided.panel,
      reference: decided.reference,
      pupilReference: place?.pupilReference ?? decided.reference,
      decidedOn: londonDate(decision.decidedAt),
      outcome,
      reasons: withoutName(decision.reasons, child),
      conditions: kept.conditions === null ? null : withoutName(kept.conditions, child),
      declined: isCode(DECLINE_REASONS, kept.reason) ? kept.reason : null,
      offer: offerOf(place),
      support: await this.supportOf(tx, decision.id),
      again: outcome === 'DEFERRED' ? null : await this.from.again(tx, decided.schoolId, policy.document),
    });
  }
}

const TO: Readonly<Record<LetterAudience, (organisation: string) => string>> = {
  SCHOOL: (name) => name,
  FAMILY: () => 'the family',
  PROVIDER: (name) => name,
};

const mayIssue = (actor: Actor): boolean => may(actor, 'panel.manage') && actor.authorityId !== null;

const nameOf = (summary: ReferralSummary | undefined): ChildsName | null =>
  summary?.identity ? { forename: summary.identity.forename, surname: summary.identity.surname } : null;

/** A provider of a package reads of its own part only. */
const forReader = (facts: LetterFacts, audience: LetterAudience, organisationId: string): LetterFacts =>
  audience === 'PROVIDER' && facts.offer !== null
    ? {
        ...facts,
        offer: { ...facts.offer, places: facts.offer.places.filter((one) => one.organisationId === organisationId) },
      }
    : facts;

function offerOf(place: PlaceOfDecision | undefined): LetterFacts['offer'] {
  if (place === undefined || !LIVE_STATUSES.includes(place.status)) return null;
  const { startsOn, plannedEnd, answerBy, status, parts } = place;
  return {
    startsOn,
    plannedEnd,
    answerBy: londonDate(answerBy),
    agreed: status !== 'OFFERED',
    places: parts.map(({ providerId, provider, site, programme, sessions }) => ({
      organisationId: providerId,
      where: whereOf(provider, site),
      programme,
      days: describeSessions(sessions),
    })),
  };
}

function keptOf(conditions: unknown): { readonly conditions: string | null; readonly reason: unknown } {
  const kept = typeof conditions === 'object' && conditions !== null ? (conditions as Record<string, unknown>) : {};
  return { conditions: typeof kept.conditions === 'string' ? kept.conditions : null, reason: kept.reason };
}
