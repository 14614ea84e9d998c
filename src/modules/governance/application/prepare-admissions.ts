import { Injectable } from '@nestjs/common';
import {
  type Actor,
  cleanText,
  type DateOnly,
  forbidden,
  formatDate,
  newId,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { explainConstraint, type Tx, UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import { Meetings, type NewItem } from '../../panels/index.js';
import {
  checkAdmissionDates,
  DueDiligence,
  Evaluations,
  ManageFramework,
  type Paper,
  type PaperDiligence,
  paperDiligence,
  type PaperLine,
  REGIME_RULES,
} from '../../procurement/index.js';
import { governancePolicy } from '../governance.policy.js';
import { AdmissionCaseStore, type NewCase } from '../persistence/admission-case.store.js';
import { contentOf, diligenceSections } from './paper-content.js';

explainConstraint('admission_case_one_at_a_time', 'admission.before-the-board');
explainConstraint('admission_case_provider', 'provider.not-found');

export const ADMISSION = 'ADMISSION';

export interface DirectAdmission {
  readonly frameworkId: string;
  readonly lotId: string;
  readonly providerId: string;
  readonly fromDate: DateOnly;
  readonly toDate: DateOnly;
  readonly reasons: string;
  readonly evidence: string;
}

/** What a round's paper comes to, before it is put on an agenda. */
export interface RoundPaper {
  readonly paper: Paper;
  /** Bids with a recommendation that are not before the board yet. */
  readonly ready: readonly PaperLine[];
}

/** Puts applicants before the board: a round's recommendations, or one provider without a round. */
@Injectable()
export class PrepareAdmissions implements TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly evaluations: Evaluations,
    private readonly diligence: DueDiligence,
    private readonly frameworks: ManageFramework,
    private readonly meetings: Meetings,
    private readonly cases: AdmissionCaseStore,
  ) {}

  async round(actor: Actor, roundId: string): Promise<Result<RoundPaper>> {
    if (!governancePolicy.canManage(actor)) return forbidden('board.manage');
    return this.work.read(actor, (tx) => this.paperOf(tx, roundId));
  }

  /**
   * Everything that is recommended and not before the board yet: routine bids en bloc, exceptions one by one. Problems:
   * `paper.undeclared` for whoever has not declared about every bidder, `paper.withheld` for whoever declared an interest in one of the bids, `paper.nothing-ready`.
   */
  putRound(actor: Actor, roundId: string, meetingId: string): Promise<Result<number>> {
    return this.work.inTransaction(actor, async (tx) => {
      if (!governancePolicy.canManage(actor)) return forbidden('board.manage');
      const found = await this.paperOf(tx, roundId);
      if (!found.ok) return found;
      const { paper, ready } = found.value;
      if (paper.undeclared > 0) return problem('paper.undeclared', { count: paper.undeclared });
      if (paper.withheld > 0) return problem('paper.withheld');
      if (ready.length === 0) return problem('paper.nothing-ready');
      const made = ready.map((line) => ({ id: newId(), line }));
      await this.cases.add(
        tx,
        made.map(({ id, line }) => caseOf(id, paper, line)),
      );
      const put = await this.meetings.putOn(
        tx,
        meetingId,
        made.map(({ id, line }) => itemOf(id, { paper, line, today: tx.today })),
      );
      if (!put.ok) return put;
      await tx.audit('board.round-put', { type: 'round', id: roundId }, { bids: ready.length });
      return ok(ready.length);
    });
  }

  /** A provider that comes without a round's evaluation; always taken by itself. */
  putDirect(actor: Actor, command: DirectAdmission, meetingId: string): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      if (!governancePolicy.canManage(actor)) return forbidden('board.manage');
      const led = await this.frameworks.ledBy(tx, command.frameworkId);
      if (!led.ok) return led;
      const framework = led.value;
      const lot = framework.lots.find(({ id }) => id === command.lotId);
      if (lot === undefined) return notFound('lot');
      const dates = checkAdmissionDates(framework, command);
      if (!dates.ok) return dates;
      const reasons = cleanText(command.reasons, { field: 'reasons', max: 4000, multiline: true, required: true });
      if (!reasons.ok) return reasons;
      const evidence = cleanText(command.evidence, { field: 'evidence', max: 4000, multiline: true });
      if (!evidence.ok) return evidence;
      const looked = await this.diligence.forProvider(tx, command.providerId);
      if (!looked.ok) return looked;
      const provider = looked.value.subject.providerName;
      const diligence = paperDiligence(looked.value.lines);
      const { frameworkId, lotId, providerId, fromDate, toDate } = command;
      const id = newId();
      const scored = REGIME_RULES[framework.regime].admits === 'BY_SCORE';
      const of = { authorityId: framework.authorityId, frameworkId, lotId, providerId, fromDate, toDate };
      const { standstillDays } = await this.frameworks.termsToday(tx, framework);
      const without = { roundId: null, applicationId: null, meets: null, standstillDays, feedback: [] };
      await this.cases.add(tx, [{ id, ...of, scored, ...without, ...checksOf(diligence) }]);
      const facts = [
        { label: 'Framework', value: framework.name },
        { label: 'Lot', value: `${lot.number}: ${lot.name}` },
        { label: 'From', value: formatDate(fromDate) },
        { label: 'To', value: formatDate(toDate) },
      ];
      const sections = [
        { title: 'What is asked', rows: facts },
        { title: 'Evidence', words: evidence.value === '' ? ['None was given.'] : evidence.value.split('\n') },
        ...diligenceSections(diligence, tx.today),
      ];
      const put = await this.meetings.putOn(tx, meetingId, [
        {
          subjectType: ADMISSION,
          subjectId: id,
          title: `${provider}: lot ${lot.number}, ${lot.name}`,
          enBloc: false,
          parties: [providerId],
          paper: { content: { sections }, outcome: 'ADMIT', reasons: reasons.value, conditions: null },
        },
      ]);
      return put.ok ? ok(put.value[0] ?? '') : put;
    });
  }

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    if (!governancePolicy.canManage(actor)) return [];
    const rounds = await this.work.read(actor, (tx) => this.cases.toPut(tx));
    return rounds.map(({ roundId, name, lots, again }) => ({
      title: `Put the recommendations of ${name} to the board`,
      href: `/board/rounds/${roundId}`,
      kind: 'The board',
      detail: `${lots === 1 ? '1 recommendation' : `${lots} recommendations`}${again === 0 ? '' : `, ${again} not decided at the last meeting`}`,
    }));
  }

  private async paperOf(tx: Tx, roundId: string): Promise<Result<RoundPaper>> {
    const paper = await this.evaluations.paperFor(tx, roundId);
    if (!paper.ok) return paper;
    if (paper.value.authorityId !== tx.actor.authorityId) return forbidden('board.manage');
    const taken = await this.cases.taken(tx, roundId);
    const ready = paper.value.lines.filter(({ applicationId, lot }) => !taken.has(`${applicationId}/${lot.id}`));
    return ok({ paper: paper.value, ready });
  }
}

const caseOf = (id: string, paper: Paper, line: PaperLine): NewCase => ({
  id,
  authorityId: paper.authorityId,
  frameworkId: paper.frameworkId,
  lotId: line.lot.id,
  providerId: line.provider.id,
  roundId: paper.roundId,
  applicationId: line.applicationId,
  scored: paper.rules.admits === 'BY_SCORE',
  meets: line.passes,
  fromDate: paper.admissionFrom,
  toDate: paper.admissionTo,
  standstillDays: paper.standstillDays,
  feedback: line.feedback.map(({ number, title, points, passed, feedback }) => ({
    title: `${number}. ${title}`,
    points,
    passed,
    feedback,
  })),
  ...checksOf(line.diligence),
});

const checksOf = (diligence: PaperDiligence | null): Pick<NewCase, 'checksOpen' | 'checksFailed'> => ({
  checksOpen: diligence?.open ?? null,
  checksFailed: diligence?.failed ?? null,
});

const itemOf = (
  caseId: string,
  { paper, line, today }: { readonly paper: Paper; readonly line: PaperLine; readonly today: DateOnly },
): Omit<NewItem, 'id'> => ({
  subjectType: ADMISSION,
  subjectId: caseId,
  title: `${line.provider.name}: lot ${line.lot.number}, ${line.lot.name}`,
  enBloc: line.exceptions.length === 0,
  parties: [line.provider.id],
  paper: {
    content: contentOf(paper, line, today),
    outcome: line.recommendation,
    reasons: line.reasons,
    conditions: line.conditions,
  },
});
