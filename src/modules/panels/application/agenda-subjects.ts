import { Injectable } from '@nestjs/common';
import type { Result } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { Meeting } from '../persistence/meeting.store.js';
import type { NewDecision } from './decisions.js';

/** What a body may decide on a subject. */
export interface Outcome {
  readonly code: string;
  readonly words: string;
  /** Whether it may carry conditions. */
  readonly conditional: boolean;
}

export interface DecidedItem {
  readonly itemId: string;
  readonly subjectId: string;
  readonly decisionId: string;
  readonly outcome: string;
  readonly reasons: string;
  readonly conditions: string | null;
}

/**
 * A kind of thing that bodies decide on, told by the module whose it is. `decided` acts on the decision in the same
 * transaction: a refusal there takes the decision back with it.
 */
export interface AgendaSubject {
  readonly type: string;
  readonly decisionKind: NewDecision['kind'];
  /** What may be decided on this one. Must hold for every subject of an en-bloc block. */
  outcomes(tx: Tx, subjectId: string): Promise<readonly Outcome[]>;
  /** What a decision names besides, such as the case and the policy; nothing unless told. */
  about?(tx: Tx, subjectIds: readonly string[]): Promise<ReadonlyMap<string, Partial<NewDecision>>>;
  decided(tx: Tx, meeting: Meeting, items: readonly DecidedItem[]): Promise<Result<undefined>>;
  /** It left an agenda undecided: taken off, or not reached. It may be put on another. */
  dropped(tx: Tx, subjectIds: readonly string[]): Promise<Result<undefined>>;
  /** Where the subject's own page is, for whoever may open it. */
  href(subjectId: string): string;
}

/** The subjects that modules have registered, by type. */
@Injectable()
export class AgendaSubjects {
  private readonly subjects = new Map<string, AgendaSubject>();

  /** Throws when two modules claim one type. */
  register(subject: AgendaSubject): void {
    if (this.subjects.has(subject.type)) throw new Error(`The subject ${subject.type} is registered already`);
    this.subjects.set(subject.type, subject);
  }

  /** Throws for a type that nobody registered: an item of it could never be acted on. */
  of(type: string): AgendaSubject {
    const subject = this.subjects.get(type);
    if (subject === undefined) throw new Error(`No module decides on ${type}`);
    return subject;
  }
}
