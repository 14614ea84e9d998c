import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/index.js';
import { ESTABLISHMENT_FIELDS, LINK_FIELDS } from '../domain/register-fields.js';
import type { RegisterKind } from '../domain/read-register.js';

const establishmentColumns = ['urn', ...ESTABLISHMENT_FIELDS.map((field) => field.column)];
const linkColumns = LINK_FIELDS.map((field) => field.column);

const WRITES: Readonly<Record<RegisterKind, string>> = {
  ESTABLISHMENTS: writeStatement('establishment', establishmentColumns, ['urn'], 'e.urn = r.key'),
  LINKS: writeStatement(
    'establishment_link',
    linkColumns,
    ['urn', 'link_urn', 'link_type'],
    `concat_ws(' ', e.urn, e.link_urn, e.link_type) = r.key`,
  ),
};

/** What stands is taken as the base and the row's values laid over it: a column that the row lacks keeps its value. */
function writeStatement(table: string, columns: readonly string[], key: readonly string[], match: string): string {
  const changing = columns.filter((column) => !key.includes(column));
  return `insert into ${table} (${columns.join(', ')}, first_import_id, last_import_id)
    select ${columns.map((column) => `p.${column}`).join(', ')}, coalesce(e.first_import_id, $1), $1
    from register_import_row r left join ${table} e on ${match}
    cross join lateral jsonb_populate_record(e, r.record) p
    where r.import_id = $1 and r.outcome in ('NEW', 'CHANGED', 'CLOSED')
    on conflict (${key.join(', ')}) do update set
      ${changing.map((column) => `${column} = excluded.${column}`).join(', ')}, last_import_id = excluded.last_import_id`;
}

const SCHOOL_COLUMNS = ['name', 'status', 'ukprn', 'authority_code', 'establishment_number', 'type_code', 'phase']
  .concat(['lowest_age', 'highest_age', 'gender', 'trust_id', 'address', 'town', 'postcode', 'easting', 'northing'])
  .concat(['website', 'opened_on', 'closed_on']);
const listed = (prefix: string) => SCHOOL_COLUMNS.map((column) => `${prefix}.${column}`).join(', ');

/** Writes the register, and the organisations that follow from it, in the transaction of whoever applies a file. */
@Injectable()
export class RegisterStore {
  /** One writer at a time; readers are not held up. */
  async lockForWriting(tx: Tx): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtext('placeway.register'))`);
  }

  async write(tx: Tx, importId: string, kind: RegisterKind): Promise<void> {
    await tx.query(WRITES[kind], [importId]);
    if (kind === 'LINKS') return;
    await tx.query(
      `update establishment e set missing_since_import_id = $1 from register_import_row r
       where r.import_id = $1 and r.outcome = 'MISSING' and r.key = e.urn`,
      [importId],
    );
    await tx.query(
      `update establishment e set missing_since_import_id = null from register_import_row r
       where e.missing_since_import_id is not null and r.import_id = $1 and r.outcome <> 'MISSING' and r.key = e.urn`,
      [importId],
    );
  }

  /**
   * Schools and trusts of the authorities served, as the register now has them. A school that has closed keeps its
   * organisation, closed; one that was closed before it was ever known gets none.
   */
  async followWithOrganisations(tx: Tx): Promise<void> {
    await tx.query(
      `insert into organisation (id, kind, name, uid, created_at, updated_at)
       select gen_random_uuid(), 'TRUST', t.trust_name, t.trust_uid, $1, $1
       from (select distinct on (lower(trust_name)) trust_name, trust_uid from establishment
         where la_code in (select code from authority) and trust_name is not null and status <> 'CLOSED'
         order by lower(trust_name), trust_uid nulls last, trust_name) t
       on conflict (lower(name)) where kind = 'TRUST' do update set uid = excluded.uid, updated_at = excluded.updated_at
         where excluded.uid is not null and organisation.uid is distinct from excluded.uid`,
      [tx.now],
    );
    await tx.query(
      `insert into organisation (id, kind, urn, ${SCHOOL_COLUMNS.join(', ')}, created_at, updated_at)
       select gen_random_uuid(), 'SCHOOL', e.urn, e.name, e.status, e.ukprn, e.la_code, e.establishment_number,
         e.type_code, e.phase_name, e.lowest_age, e.highest_age, e.gender, t.id,
         nullif(concat_ws(', ', e.street, e.locality, e.address_3), ''), e.town, e.postcode, e.easting, e.northing,
         e.website, e.opened_on, e.closed_on, $1, $1
       from establishment e
       left join organisation t on t.kind = 'TRUST' and lower(t.name) = lower(e.trust_name)
       where e.la_code in (select code from authority)
         and (e.status <> 'CLOSED' or exists (select from organisation o where o.urn = e.urn))
       on conflict (urn) do update set
         (${SCHOOL_COLUMNS.join(', ')}, updated_at) = (${listed('excluded')}, excluded.updated_at)
       where (${listed('organisation')}) is distinct from (${listed('excluded')})`,
      [tx.now],
    );
  }
}
