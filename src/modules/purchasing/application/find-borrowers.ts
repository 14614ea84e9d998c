import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/index.js';
import type { Choice } from '../../../web/index.js';
import type { Block } from '../persistence/block.store.js';

const MOST = 400;

/** To whom units may be lent or sold: the schools of the authority, and the authority itself. */
@Injectable()
export class FindBorrowers {
  async of(tx: Tx, block: Pick<Block, 'authorityId' | 'buyerId'>): Promise<Choice[]> {
    const rows = await tx.query<{ id: string; name: string }>(
      `select o.id, o.name from organisation o join authority a on a.id = $1
        where o.id <> $2 and (o.id = a.organisation_id or (o.kind = 'SCHOOL' and o.authority_code = a.code))
        order by (o.id = a.organisation_id) desc, o.name, o.id limit ${MOST}`,
      [block.authorityId, block.buyerId],
    );
    return rows.map(({ id, name }) => ({ value: id, text: name }));
  }
}
