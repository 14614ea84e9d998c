import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/index.js';
import type { Choice } from '../../../web/index.js';
import type { Block } from '../persistence/block.store.js';

const MOST = 400;

/** To whom units may be lent or sold: the schools of the authority, where they buy through the framework, and the authority itself. */
@Injectable()
export class FindBorrowers {
  async of(tx: Tx, block: Pick<Block, 'authorityId' | 'buyerId' | 'admissionId'>): Promise<Choice[]> {
    const rows = await tx.query<{ id: string; name: string }>(
      `select o.id, o.name from organisation o join authority a on a.id = $1
        where o.id <> $2 and (o.id = a.organisation_id or (o.kind = 'SCHOOL' and o.authority_code = a.code
          and not exists (select from admission x join framework f on f.id = x.framework_id
            where x.id = $3 and not f.schools_may_buy)))
        order by (o.id = a.organisation_id) desc, o.name, o.id limit ${MOST}`,
      [block.authorityId, block.buyerId, block.admissionId],
    );
    return rows.map(({ id, name }) => ({ value: id, text: name }));
  }

  /**
   * Whose pupils units can be used for by whoever is no school itself: those that a group bought for, else the schools of
   * the authority. None for a school, which uses units for its own. With `schoolId` that school alone, if it is one.
   */
  async schools(
    tx: Tx,
    block: Pick<Block, 'authorityId' | 'buyerId' | 'schoolIds'>,
    holder: { readonly organisationId: string | null; readonly schoolId?: string },
  ): Promise<Choice[]> {
    const rows = await tx.query<{ id: string; name: string }>(
      `select o.id, o.name from organisation o join authority a on a.id = $1 join organisation h on h.id = $2
        where h.kind <> 'SCHOOL' and o.kind = 'SCHOOL' and ($5::uuid is null or o.id = $5)
          and case when h.id = $3 and cardinality($4::uuid[]) > 0 then o.id = any ($4) else o.authority_code = a.code end
        order by o.name, o.id limit ${MOST}`,
      [block.authorityId, holder.organisationId, block.buyerId, block.schoolIds, holder.schoolId ?? null],
    );
    return rows.map(({ id, name }) => ({ value: id, text: name }));
  }
}
