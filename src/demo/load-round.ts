import type { INestApplicationContext } from '@nestjs/common';
import { type Actor, dateOnly, pence, ROLE_PERMISSIONS, valueOf } from '../kernel/index.js';
import {
  Apply,
  DeclareInterests,
  ManageConditions,
  ManageRounds,
  Moderate,
  NameAssessors,
  type RoundQuestion,
  Score,
  ViewApplications,
  ViewBidEvaluation,
} from '../modules/procurement/index.js';
import { runAt } from '../platform/index.js';
import type { DemoProgramme } from './supply-parts.js';
import { demonstrator, required } from './world.js';

/** The calendar of Manchester's published fourth round, and what would have followed it. */
const WHEN = {
  drafted: new Date('2026-01-20T09:00:00Z'),
  opens: new Date('2026-01-30T09:00:00Z'),
  bids: new Date('2026-02-16T10:00:00Z'),
  closes: new Date('2026-03-04T11:00:00Z'),
  opened: new Date('2026-03-04T14:00:00Z'),
  scored: new Date('2026-03-20T10:00:00Z'),
  moderated: new Date('2026-04-02T10:00:00Z'),
} as const;
export const ADMISSIONS_FROM = dateOnly('2026-06-01');
export const ADMISSIONS_TO = dateOnly('2028-10-27');

const CONDITIONS = [
  ['Insurance', 'Public liability of at least £10 million, and employers’ liability of at least £5 million.'],
  ['Checks on staff', 'Everybody who works with children is on a single central record, with an enhanced DBS check.'],
] as const;

const question = (number: number, section: string, text: string, percent: number): RoundQuestion => ({
  lotId: null,
  number,
  section,
  question: text,
  guidance: null,
  kind: 'SCORED',
  answer: 'WORDS',
  weightBasisPoints: percent * 100,
  wordsMax: 500,
  leastPoints: 2,
});
const QUESTIONS = [
  question(1, 'Quality', 'How do you bring a pupil back to school, or to what comes next?', 60),
  question(2, 'Safeguarding', 'Who keeps pupils safe on every day, and how does the school learn of a concern?', 40),
];

interface Given {
  readonly points: number | null;
  readonly passed: boolean | null;
  readonly reason: string;
}

/** One that bids: what it offers under which lot, and whether the evaluators found its checks on staff. */
export interface DemoBidder {
  readonly key: string;
  readonly providerId: string;
  readonly lotId: string;
  readonly offers: readonly { readonly programmeId: string; readonly programme: DemoProgramme }[];
  readonly vat: string;
  readonly passes: boolean;
}

export interface RoundPeople {
  /** Runs the round, moderates and recommends. */
  readonly commissioner: Actor;
  readonly evaluators: readonly [Actor, Actor];
}

export const managerOf = (authorityId: string | null, providerId: string): Actor => ({
  ...demonstrator(authorityId, ROLE_PERMISSIONS.PROVIDER_MANAGER),
  organisationId: providerId,
});

/** A round in the past from its draft to its recommendations, by what people would have done, one after the other. */
export class PastRound {
  constructor(
    private readonly app: INestApplicationContext,
    private readonly people: RoundPeople,
  ) {}

  /** The id of the round; its recommendations wait for the board. */
  async hold(
    framework: { readonly frameworkId: string; readonly lotIds: readonly string[] },
    bidders: readonly DemoBidder[],
  ): Promise<string> {
    const { commissioner, evaluators } = this.people;
    const roundId = await runAt(WHEN.drafted, () => this.publish(framework));
    const bids: { readonly id: string; readonly bidder: DemoBidder }[] = [];
    await runAt(WHEN.bids, async () => {
      for (const bidder of bidders) bids.push({ id: await this.bid(roundId, bidder), bidder });
    });
    await runAt(WHEN.opened, async () => {
      valueOf(await this.use(ViewApplications).openBids(commissioner, roundId));
      const lotIds = [...new Set(bidders.map(({ lotId }) => lotId))];
      for (const actor of [...evaluators, commissioner]) {
        const part = actor === commissioner ? 'MODERATOR' : 'EVALUATOR';
        const named = { userId: required(actor.userId), part, lotIds } as const;
        valueOf(await this.use(NameAssessors).name(commissioner, roundId, named));
        const none = new Map(bids.map(({ id }) => [id, null]));
        valueOf(await this.use(DeclareInterests).declare(actor, roundId, none));
      }
    });
    await runAt(WHEN.scored, async () => {
      for (const [at, bid] of bids.entries()) await this.score(bid.id, { at, passes: bid.bidder.passes });
    });
    await runAt(WHEN.moderated, async () => {
      for (const { id, bidder } of bids) await this.recommend(id, bidder);
    });
    return roundId;
  }

  private async publish({ frameworkId, lotIds }: { frameworkId: string; lotIds: readonly string[] }): Promise<string> {
    const { commissioner } = this.people;
    for (const [index, [title, requirement]] of CONDITIONS.entries()) {
      const condition = { lotId: null, number: index + 1, title, requirement, evidence: null };
      valueOf(await this.use(ManageConditions).add(commissioner, frameworkId, condition));
    }
    const rounds = this.use(ManageRounds);
    const details = {
      name: 'Round 4 (demonstration)',
      lotIds,
      opensAt: WHEN.opens,
      questionsUntil: new Date('2026-02-20T17:00:00Z'),
      closesAt: WHEN.closes,
      evaluationEndsOn: dateOnly('2026-04-17'),
      admissionFrom: ADMISSIONS_FROM,
      admissionTo: ADMISSIONS_TO,
    };
    const roundId = valueOf(await rounds.draft(commissioner, frameworkId, details));
    for (const one of QUESTIONS) valueOf(await rounds.addQuestion(commissioner, roundId, one));
    const asked = { lotId: null, kind: 'SAFEGUARDING_CONFIRMATION', leastCoverPence: null, guidance: null } as const;
    valueOf(await rounds.addEvidence(commissioner, roundId, asked));
    valueOf(await rounds.publish(commissioner, roundId));
    return roundId;
  }

  private async bid(roundId: string, { providerId, lotId, offers, vat }: DemoBidder): Promise<string> {
    const bidder = managerOf(this.people.commissioner.authorityId, providerId);
    const apply = this.use(Apply);
    const id = valueOf(await apply.begin(bidder, roundId));
    valueOf(await apply.chooseLots(bidder, id, [lotId]));
    const { conditions, questions } = valueOf(await this.use(ViewApplications).one(bidder, id));
    const met = { met: true, shown: 'Made up for the demonstration.' };
    valueOf(await apply.declareConditions(bidder, id, new Map(conditions.map((one) => [one.id, met]))));
    const answers = questions.map(
      (one) => [one.id, `An answer made up for the demonstration: ${one.section}.`] as const,
    );
    valueOf(await apply.answer(bidder, id, new Map(answers)));
    for (const { programmeId, programme } of offers) {
      const price = { label: 'One day', basis: 'DAY', netPence: pence(programme.dayPence), vatTreatment: vat };
      valueOf(await apply.offer(bidder, id, { lotId, programmeId, ...price }));
    }
    const declaration = { name: 'Somebody Example', role: 'Director', declared: true };
    valueOf(await apply.submit(bidder, id, declaration));
    return id;
  }

  /** The second evaluator is stricter with every third bid, so that there is something to moderate. */
  private async score(id: string, { at, passes }: { readonly at: number; readonly passes: boolean }): Promise<void> {
    for (const [who, evaluator] of this.people.evaluators.entries()) {
      const { items } = valueOf(await this.use(ViewBidEvaluation).one(evaluator, id));
      const marks = items.map((item): [string, Given] => {
        if (item.kind === 'SCORED') {
          const points = who === 1 && at % 3 === 0 && item.number === 1 ? 3 : 4;
          return [item.id, { points, passed: null, reason: 'As the answer says.' }];
        }
        const passed = passes || item.number !== 2;
        return [item.id, { points: null, passed, reason: passed ? '' : 'No such record was found.' }];
      });
      valueOf(await this.use(Score).save(evaluator, id, new Map(marks)));
      valueOf(await this.use(Score).submit(evaluator, id));
    }
  }

  private async recommend(id: string, { lotId, passes }: DemoBidder): Promise<void> {
    const { commissioner } = this.people;
    const view = () => this.use(ViewBidEvaluation).one(commissioner, id);
    const { items, marks, evaluation } = valueOf(await view());
    const settled = items.flatMap((item): [string, Given & { feedback: string }][] => {
      const given = marks.filter(({ itemId }) => itemId === item.id);
      const [first] = given;
      if (first === undefined) return [];
      const alike = given.every(({ points }) => points === first.points);
      if (first.passed === false) {
        const feedback = 'The single central record was not there when it was asked for.';
        return [[item.id, { points: null, passed: false, reason: '', feedback }]];
      }
      const one = { points: 3, passed: null, reason: 'Taken together: less than one of us gave.' };
      return alike ? [] : [[item.id, { ...one, feedback: 'Say who visits the school, and when.' }]];
    });
    if (settled.length > 0) {
      valueOf(await this.use(Moderate).save(commissioner, id, evaluation.version, new Map(settled)));
    }
    const saved = valueOf(await view()).evaluation.version;
    valueOf(await this.use(Moderate).finish(commissioner, id, saved));
    const { version } = valueOf(await view()).evaluation;
    valueOf(
      await this.use(Moderate).recommend(
        commissioner,
        id,
        { lotId, version },
        {
          outcome: passes ? 'ADMIT' : 'REFUSE',
          reasons: passes ? 'It meets every condition and what was asked.' : 'Condition 2 is not met.',
          conditions: null,
          risks: null,
        },
      ),
    );
  }

  private use<T>(type: abstract new (...parts: never[]) => T): T {
    return this.app.get<T>(type as never, { strict: false });
  }
}
