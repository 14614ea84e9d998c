import { Injectable } from '@nestjs/common';
import { newId } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { Referrals } from '../../referrals/index.js';
import { ANSWERED_AUDIENCES, answerFor } from '../domain/answer-letter.js';
import { withoutName } from '../domain/panel-letter.js';
import type { Reconsidered } from '../domain/reconsideration.js';
import { PanelLetterStore } from '../persistence/panel-letter.store.js';
import type { Reconsideration } from '../persistence/reconsideration.store.js';
import { LetterSenders } from './letter-senders.js';

/** What school and family are written when a question about a decision is answered, in the answer's own transaction. */
@Injectable()
export class AnswerLetters {
  constructor(
    private readonly store: PanelLetterStore,
    private readonly referrals: Referrals,
    private readonly from: LetterSenders,
  ) {}

  async issue(
    tx: Tx,
    asked: Reconsideration & { readonly outcome: Reconsidered; readonly answer: string },
  ): Promise<void> {
    const { authorityId, decisionId, referralId, schoolId, reference, askedBy, askedOn, outcome } = asked;
    const authority = await this.from.nameOf(tx, authorityId);
    const child = (await this.referrals.summary(tx, referralId))?.identity;
    const answer = child ? withoutName(asked.answer, child) : asked.answer;
    const facts = { authority, reference, askedBy, askedOn, outcome, answer };
    const of = { authorityId, decisionId, referralId, reconsiderationId: asked.id, askBy: null };
    await this.store.add(
      tx,
      ANSWERED_AUDIENCES.map((audience) => ({
        id: newId(),
        ...of,
        schoolOrganisationId: schoolId,
        organisationId: schoolId,
        audience,
        content: answerFor(audience, facts),
      })),
    );
  }
}
