import { People } from '../../src/modules/identity/index.js';
import { IdentityStore } from '../../src/modules/identity/persistence/identity.store.js';
import type { Calendars } from '../../src/modules/organisations/index.js';
import type { DueDiligence } from '../../src/modules/procurement/application/due-diligence.js';
import type { BidEvidenceParts } from '../../src/modules/procurement/application/bid-evidence.js';
import { DeclareInterests } from '../../src/modules/procurement/application/declare-interests.js';
import { Moderate } from '../../src/modules/procurement/application/moderate.js';
import { NameAssessors } from '../../src/modules/procurement/application/name-assessors.js';
import { Score } from '../../src/modules/procurement/application/score.js';
import { ViewApplications } from '../../src/modules/procurement/application/view-applications.js';
import { ViewBidEvaluation } from '../../src/modules/procurement/application/view-bid-evaluation.js';
import { ViewRoundEvaluation } from '../../src/modules/procurement/application/view-round-evaluation.js';
import { BidDecisions, Evaluations } from '../../src/modules/procurement/index.js';
import type { ApplicationStore } from '../../src/modules/procurement/persistence/application.store.js';
import { AssessorStore } from '../../src/modules/procurement/persistence/assessor.store.js';
import type { ConditionStore } from '../../src/modules/procurement/persistence/condition.store.js';
import { EvaluationListStore } from '../../src/modules/procurement/persistence/evaluation-list.store.js';
import { EvaluationStore } from '../../src/modules/procurement/persistence/evaluation.store.js';
import { PaperStore } from '../../src/modules/procurement/persistence/paper.store.js';
import type { RoundStore } from '../../src/modules/procurement/persistence/round.store.js';
import type { UnitOfWork } from '../../src/platform/index.js';

interface Stores {
  readonly rounds: RoundStore;
  readonly conditions: ConditionStore;
  readonly applications: ApplicationStore;
  readonly calendars: Calendars;
  readonly bidEvidence: BidEvidenceParts;
  readonly dueDiligence: DueDiligence;
}

/** The use cases of evaluation, wired by hand. */
export function evaluationOf(work: UnitOfWork, stores: Stores) {
  const { rounds, conditions, applications, calendars, bidEvidence, dueDiligence } = stores;
  const people = new People(work, new IdentityStore());
  const board = new BidDecisions();
  const [store, assessors] = [new EvaluationStore(), new AssessorStore()];
  const evaluations = new Evaluations(rounds, conditions, new PaperStore(), calendars, dueDiligence);
  const viewApplications = new ViewApplications(work, rounds, conditions, applications, bidEvidence, assessors, board);
  return {
    evaluations,
    bidDecisions: board,
    viewApplications,
    nameAssessors: new NameAssessors(work, rounds, assessors, store, people),
    declareInterests: new DeclareInterests(work, rounds, assessors, store, applications),
    score: new Score(work, rounds, conditions, store),
    moderate: new Moderate(work, rounds, conditions, applications, store),
    viewBidEvaluation: new ViewBidEvaluation(work, rounds, viewApplications, store, people, evaluations, board),
    viewRoundEvaluation: new ViewRoundEvaluation(
      work,
      rounds,
      new EvaluationListStore(),
      assessors,
      evaluations,
      board,
    ),
  };
}
