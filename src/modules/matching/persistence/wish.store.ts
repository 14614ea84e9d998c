import { Injectable } from '@nestjs/common';
import { newId } from '../../../kernel/index.js';
import { insertRows, type Tx } from '../../../platform/index.js';

export type WishKind = 'PIN' | 'BAR';

/** An option that a person wants kept or kept out. */
export interface Wish {
  readonly id: string;
  readonly referralId: string;
  readonly reference: string;
  readonly kind: WishKind;
  /** The option's opening patterns, in order, joined by a plus. */
  readonly optionKey: string;
  /** What its places were called then. */
  readonly places: readonly string[];
  readonly reason: string;
  readonly madeBy: string;
  readonly madeAt: Date;
  /** Somebody has decided on the referral since: the wish changes nothing any more. */
  readonly waits: boolean;
}

const WISH = `w.id, w.referral_id as "referralId", r.reference, w.kind, w.option_key as "optionKey", w.places, w.reason,
  w.made_by as "madeBy", w.made_at as "madeAt", r.status = 'SUBMITTED' as waits`;

@Injectable()
export class WishStore {
  async add(
    tx: Tx,
    wish: {
      readonly authorityId: string;
      readonly referralId: string;
      readonly kind: WishKind;
      readonly optionKey: string;
      readonly places: readonly string[];
      readonly reason: string;
      readonly madeBy: string;
    },
  ): Promise<string> {
    const id = newId();
    await insertRows(tx, 'matching_wish', [
      {
        id,
        authority_id: wish.authorityId,
        referral_id: wish.referralId,
        kind: wish.kind,
        option_key: wish.optionKey,
        places: JSON.stringify(wish.places),
        reason: wish.reason,
        made_by: wish.madeBy,
        made_at: tx.now,
      },
    ]);
    return id;
  }

  /** In the order in which they were made. */
  live(tx: Tx, authorityId: string): Promise<Wish[]> {
    return tx.query<Wish>(
      `select ${WISH} from matching_wish w join referral r on r.id = w.referral_id
       where w.authority_id = $1 and w.undone_at is null order by w.made_at, w.id`,
      [authorityId],
    );
  }

  /** The referral's id, or undefined when there is no such wish or somebody has undone it already. */
  async undo(tx: Tx, id: string, by: string): Promise<string | undefined> {
    const [row] = await tx.query<{ referralId: string }>(
      `update matching_wish set undone_by = $2, undone_at = $3 where id = $1 and undone_at is null
       returning referral_id as "referralId"`,
      [id, by, tx.now],
    );
    return row?.referralId;
  }
}
