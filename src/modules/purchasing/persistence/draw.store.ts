import { Injectable } from '@nestjs/common';
import { type DateOnly, newId } from '../../../kernel/index.js';
import { explainConstraint, insertRows, type Tx } from '../../../platform/index.js';

explainConstraint('block_week_within', 'block.not-left');
explainConstraint('block_draw_covered', 'block.not-covered');
explainConstraint('block_draw_once', 'block.given-back');

export interface Draw {
  readonly id: string;
  readonly blockId: string;
  /** Whose units were used. */
  readonly holderId: string;
  readonly holderName: string;
  readonly schoolId: string;
  readonly schoolName: string;
  readonly units: number;
  readonly fromWeek: DateOnly;
  readonly toWeek: DateOnly;
  readonly purpose: 'PLACEMENT' | 'DIRECT';
  readonly pupilReference: string;
  readonly note: string | null;
  readonly givenBackFrom: DateOnly | null;
}

export interface NewDraw extends Omit<Draw, 'id' | 'holderName' | 'schoolName' | 'givenBackFrom'> {
  readonly authorityId: string;
}

const DRAW = `
  select d.id, d.block_id as "blockId", d.organisation_id as "holderId", h.name as "holderName",
    d.school_organisation_id as "schoolId", s.name as "schoolName", d.units, d.from_week as "fromWeek", d.to_week as "toWeek",
    d.purpose, d.pupil_reference as "pupilReference", d.note, d.given_back_from as "givenBackFrom"
  from block_draw d join organisation h on h.id = d.organisation_id join organisation s on s.id = d.school_organisation_id`;

/** Units that were used, and when they were given back. The database keeps the counters. */
@Injectable()
export class DrawStore {
  async add(tx: Tx, draw: NewDraw): Promise<string> {
    const id = newId();
    await insertRows(tx, 'block_draw', [
      {
        id,
        block_id: draw.blockId,
        authority_id: draw.authorityId,
        organisation_id: draw.holderId,
        school_organisation_id: draw.schoolId,
        units: draw.units,
        from_week: draw.fromWeek,
        to_week: draw.toWeek,
        purpose: draw.purpose,
        pupil_reference: draw.pupilReference,
        note: draw.note,
        drawn_by: tx.actor.userId,
        drawn_at: tx.now,
      },
    ]);
    return id;
  }

  async byId(tx: Tx, id: string): Promise<Draw | undefined> {
    return (await tx.query<Draw>(`${DRAW} where d.id = $1`, [id]))[0];
  }

  /** The latest first; at most 500. */
  ofBlock(tx: Tx, blockId: string): Promise<Draw[]> {
    return tx.query(`${DRAW} where d.block_id = $1 order by d.drawn_at desc, d.id desc limit 500`, [blockId]);
  }

  async giveBack(tx: Tx, id: string, from: DateOnly): Promise<void> {
    await tx.query('update block_draw set given_back_from = $2 where id = $1', [id, from]);
  }
}
