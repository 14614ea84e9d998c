import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/index.js';
import type { Field } from '../../../web/index.js';
import type { ItemView } from '../application/view-meetings.js';

/** What the form of a motion asks for besides outcome, reasons and conditions. */
export interface MotionFields {
  readonly fields: Readonly<Record<string, Field<unknown>>>;
  /** Filled in before anybody types. */
  readonly start: Readonly<Record<string, unknown>>;
  /** Where a use case's fault belongs when its path is no field's name. */
  readonly places: Readonly<Record<string, string>>;
  /** What was typed, as the subject takes it. */
  named(values: Readonly<Record<string, unknown>>): unknown;
}

/** Told by the module whose subject a motion is about. */
export interface MotionFieldSource {
  fieldsFor(actor: Actor, subjectId: string): Promise<MotionFields>;
}

const NOTHING: MotionFields = { fields: {}, start: {}, places: {}, named: () => undefined };

/** The fields that modules have registered, by type of subject; none unless told. */
@Injectable()
export class MotionForms {
  private readonly sources = new Map<string, MotionFieldSource>();

  register(type: string, source: MotionFieldSource): void {
    this.sources.set(type, source);
  }

  /** Nothing for whoever has withdrawn: they see no more of the item. */
  fieldsFor(actor: Actor, { item, withdrawn }: ItemView): Promise<MotionFields> {
    const source = withdrawn ? undefined : this.sources.get(item.subjectType);
    return source?.fieldsFor(actor, item.subjectId) ?? Promise.resolve(NOTHING);
  }
}
