import { Injectable } from '@nestjs/common';
import { invalid, ok, type Permission, type Result } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { Named, PaperRow } from '../domain/body.js';
import type { Meeting, NewItem } from '../persistence/meeting.store.js';
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
  /** What the carried motion named besides. */
  readonly named: Named['facts'] | null;
}

/**
 * A kind of thing that bodies decide on, told by the module whose it is. `decided` acts on the decision in the same
 * transaction: a refusal there takes the decision back with it.
 */
export interface AgendaSubject {
  readonly type: string;
  readonly decisionKind: NewDecision['kind'];
  /** What acting on a decision needs besides what the one who presides may do; their right to preside comes first. */
  readonly consequences?: readonly Permission[];
  /** What may be decided on this one. Must hold for every subject of an en-bloc block. */
  outcomes(tx: Tx, subjectId: string): Promise<readonly Outcome[]>;
  /** Checks what a motion names for an outcome, as it was typed or sent; nothing may be named unless told. */
  named?(
    tx: Tx,
    subjectId: string,
    motion: { readonly outcome: string; readonly given: unknown },
  ): Promise<Result<Named | null>>;
  /** What a decision says besides, such as the case and the policy; nothing unless told. */
  about?(tx: Tx, carried: readonly CarriedOn[]): Promise<ReadonlyMap<string, Partial<NewDecision>>>;
  decided(tx: Tx, meeting: Meeting, items: readonly DecidedItem[]): Promise<Result<undefined>>;
  /** What comes on an agenda by itself, when the meeting is planned, its papers are sent, and it opens. */
  gathers?(tx: Tx, meeting: Meeting): Promise<readonly Omit<NewItem, 'id'>[]>;
  /** It is on an agenda now. */
  added?(tx: Tx, meeting: Meeting, items: readonly ItemOfSubject[]): Promise<void>;
  /** The papers have gone out, and stand. */
  papersSent?(tx: Tx, meeting: Meeting, items: readonly ItemOfSubject[]): Promise<void>;
  /** It left an agenda undecided: taken off, or not reached. It may be put on another. */
  dropped(tx: Tx, subjectIds: readonly string[]): Promise<Result<undefined>>;
  /** How things stand now beside a paper that stands as it was sent, for whoever sits on the item; nothing unless told. */
  beside?(tx: Tx, meeting: Meeting, subjectId: string): Promise<readonly PaperRow[]>;
  /** Where the subject's own page is, for whoever may open it. */
  href(subjectId: string): string;
}

/** What was carried on one subject, before it is written as a decision. */
export interface CarriedOn {
  readonly subjectId: string;
  readonly outcome: string;
  readonly named: Named['facts'] | null;
}

export interface ItemOfSubject {
  readonly itemId: string;
  readonly subjectId: string;
}

/** What a motion names, checked by its subject. */
export function namedBy(
  subject: AgendaSubject,
  tx: Tx,
  subjectId: string,
  motion: { readonly outcome: string; readonly given: unknown },
): Promise<Result<Named | null>> {
  if (subject.named) return subject.named(tx, subjectId, motion);
  return Promise.resolve(motion.given === undefined ? ok(null) : invalid('named', 'names-nothing'));
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

  all(): readonly AgendaSubject[] {
    return [...this.subjects.values()];
  }

  /** Throws for a type that nobody registered: an item of it could never be acted on. */
  of(type: string): AgendaSubject {
    const subject = this.subjects.get(type);
    if (subject === undefined) throw new Error(`No module decides on ${type}`);
    return subject;
  }
}
