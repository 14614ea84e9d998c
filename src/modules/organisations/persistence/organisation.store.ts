import { Injectable } from '@nestjs/common';
import { newId } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { Authority, Organisation, type OrganisationKind } from './entities.js';

export interface OrganisationFilter {
  readonly kinds: readonly OrganisationKind[];
  /** Part of a name, or a whole URN, UKPRN, DfE number or the start of a postcode. */
  readonly text?: string;
  readonly authorityCode?: string;
  readonly includeClosed?: boolean;
}

export interface NameKey {
  readonly name: string;
  readonly id: string;
}

export type NewOrganisation = Pick<Organisation, 'kind' | 'name'> &
  Partial<
    Pick<Organisation, 'urn' | 'ukprn' | 'authorityCode' | 'phase' | 'town' | 'postcode' | 'easting' | 'northing'>
  >;

/** Who exists. Anybody signed in may read; who may write is for row security and the use case. */
@Injectable()
export class OrganisationStore {
  async byId(tx: Tx, id: string): Promise<Organisation | undefined> {
    return (await tx.manager.findOneBy(Organisation, { id })) ?? undefined;
  }

  async byUrn(tx: Tx, urn: string): Promise<Organisation | undefined> {
    return (await tx.manager.findOneBy(Organisation, { urn })) ?? undefined;
  }

  byIds(tx: Tx, ids: readonly string[]): Promise<Organisation[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return tx.manager
      .createQueryBuilder(Organisation, 'o')
      .where('o.id = any(:ids)', { ids: [...ids] })
      .orderBy('o.name')
      .addOrderBy('o.id')
      .getMany();
  }

  /** By name, then id; `from` is the last row of the page before, or a number of rows. One query, and one for the total. */
  async search(
    tx: Tx,
    filter: OrganisationFilter,
    limit: number,
    from: NameKey | { readonly offset: number } = { offset: 0 },
  ): Promise<{ organisations: Organisation[]; total: number }> {
    const query = tx.manager
      .createQueryBuilder(Organisation, 'o')
      .where('o.kind = any(:kinds)', { kinds: [...filter.kinds] });
    if (filter.includeClosed !== true) query.andWhere(`o.status <> 'CLOSED'`);
    if (filter.authorityCode !== undefined) {
      query.andWhere('o.authority_code = :authorityCode', { authorityCode: filter.authorityCode });
    }
    if (filter.text !== undefined && filter.text !== '') {
      const text = filter.text.toLowerCase();
      const like = text.replaceAll(/[\\%_]/g, '\\$&');
      query.andWhere(
        `(lower(o.name) like :inName or o.urn = :text or o.ukprn = :text or lower(o.postcode) like :start
          or concat(o.authority_code, '/', o.establishment_number) = :text)`,
        { inName: `%${like}%`, start: `${like}%`, text },
      );
    }
    const total = await query.getCount();
    if ('id' in from) query.andWhere('(lower(o.name), o.id) > (lower(:name), :id::uuid)', { ...from });
    else query.offset(from.offset);
    query.orderBy('lower(o.name)').addOrderBy('o.id').limit(limit);
    return { organisations: await query.getMany(), total };
  }

  /** Pupils on roll as the register counts them, halves included. */
  rolls(tx: Tx, ids: readonly string[]): Promise<{ id: string; pupils: number }[]> {
    return tx.query(
      `select o.id, e.pupils::float8 as pupils from organisation o join establishment e on e.urn = o.urn
       where o.id = any($1) and e.pupils is not null order by o.id`,
      [ids],
    );
  }

  authorities(tx: Tx): Promise<Authority[]> {
    return tx.manager.find(Authority, { order: { name: 'ASC', id: 'ASC' } });
  }

  async authorityById(tx: Tx, id: string): Promise<Authority | undefined> {
    return (await tx.manager.findOneBy(Authority, { id })) ?? undefined;
  }

  async authorityByCode(tx: Tx, code: string): Promise<Authority | undefined> {
    return (await tx.manager.findOneBy(Authority, { code })) ?? undefined;
  }

  async add(tx: Tx, organisation: NewOrganisation): Promise<string> {
    const id = newId();
    const dates = { createdAt: tx.now, updatedAt: tx.now };
    await tx.manager.insert(Organisation, { id, status: 'OPEN', ...organisation, ...dates });
    return id;
  }

  async addAuthority(tx: Tx, authority: Pick<Authority, 'code' | 'name' | 'gssCode'>): Promise<Authority> {
    const { code, name, gssCode } = authority;
    const organisationId = await this.add(tx, { kind: 'AUTHORITY', name, authorityCode: code });
    const added = { id: newId(), code, name, gssCode, organisationId };
    await tx.manager.insert(Authority, added);
    return added;
  }
}
