import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import { DailyLook, type Tx } from '../../../platform/index.js';

export const SUPPORT_LOOK = new DailyLook('support_watch');

export interface DueRequest {
  readonly id: string;
  readonly reference: string;
  readonly dueOn: DateOnly;
}

/** Which mark says that it has been told. */
const MARKS = { reminded: 'reminded_at', overdue: 'overdue_told_at' } as const;

/** What a day’s look at an authority’s requests has still to do. */
@Injectable()
export class WatchStore {
  /** Marks up to `limit` requests due on or before a day that nobody was told of, the first due first, and returns them. */
  async mark(
    tx: Tx,
    mark: keyof typeof MARKS,
    { by, limit }: { readonly by: DateOnly; readonly limit: number },
  ): Promise<DueRequest[]> {
    const column = MARKS[mark];
    return tx.query<DueRequest>(
      `update support_request r set ${column} = $3 from (
         select id from support_request where authority_id = $1 and status = 'ASKED' and due_on <= $2 and ${column} is null
         order by due_on, id limit $4 for update) d
       where r.id = d.id returning r.id, r.reference, r.due_on as "dueOn"`,
      [tx.actor.authorityId, by, tx.now, limit],
    );
  }
}
