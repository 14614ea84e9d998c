import { Injectable } from '@nestjs/common';
import { type DateOnly, londonDate } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { Calendars, type Organisation, Organisations } from '../../organisations/index.js';
import { type PositionFrom, PupilRecords } from '../../pupils/index.js';
import type { Answers } from '../domain/answers.js';
import type { CheckContext } from '../domain/check-answers.js';
import { caseOfPupil, type ReferralCase } from '../domain/referral-case.js';
import { AnswerStore } from '../persistence/answer.store.js';
import { DraftStore } from '../persistence/draft.store.js';
import { assembleAnswers } from './assemble-answers.js';
import { type ReferralRules, ReferralRulesSource } from './referral-rules.js';

export interface OpenedFile {
  readonly answers: Answers;
  /** How the home was found; null for a draft and for whoever may not open the child's identity. */
  readonly positionFrom: PositionFrom | null;
  /** 'P-000123', which names nobody; null for a draft. */
  readonly pupilReference: string | null;
}

/** Reads the parts of a referral into one set of answers, and what checking them needs to know. */
@Injectable()
export class ReferralFile {
  constructor(
    private readonly drafts: DraftStore,
    private readonly parts: AnswerStore,
    private readonly pupils: PupilRecords,
    private readonly organisations: Organisations,
    private readonly calendars: Calendars,
    private readonly rules: ReferralRulesSource,
  ) {}

  /** As much as the actor may open: row security leaves out the parts that are out of scope. */
  async open(tx: Tx, referral: ReferralCase): Promise<OpenedFile> {
    const { pupilId } = referral;
    if (pupilId === null) {
      const typed = (await this.drafts.read(tx, referral.id)) ?? {};
      const schoolId = referral.schoolOrganisationId;
      const answers = schoolId === null ? typed : { ...typed, schoolId };
      return { answers, positionFrom: null, pupilReference: null };
    }
    const { identity, profile } = await this.pupils.ofCase(tx, caseOfPupil(referral, pupilId));
    const parts = await this.parts.read(tx, referral.id);
    const answers = assembleAnswers(referral, identity, profile, parts);
    const pupilReference = (await this.pupils.reference(tx, pupilId)) ?? null;
    return { answers, positionFrom: identity?.positionFrom ?? null, pupilReference };
  }

  school(tx: Tx, schoolId: string): Promise<Organisation | undefined> {
    return this.organisations.byId(tx, schoolId);
  }

  async context(
    tx: Tx,
    referral: Pick<ReferralCase, 'authorityId' | 'submittedAt' | 'createdOrganisationId'>,
    schoolId: string | null,
  ): Promise<CheckContext & ReferralRules> {
    const rules = await this.rules.at(tx, referral.authorityId);
    const calendar = schoolId === null ? null : await this.calendars.forSchool(tx, schoolId);
    const madeOn: DateOnly = referral.submittedAt === null ? tx.today : londonDate(referral.submittedAt);
    const madeBy = referral.createdOrganisationId === schoolId ? 'SCHOOL' : 'AUTHORITY';
    return { ...rules, today: tx.today, madeOn, madeBy, calendar };
  }
}
