import { Injectable } from '@nestjs/common';
import type { DateOnly, Pence } from '../../../kernel/index.js';
import { insertRows, type Tx } from '../../../platform/index.js';
import type { FrameworkDetails } from '../domain/framework.js';
import { type LotRequirements, NOTHING_ASKED } from '../domain/lots.js';
import type { Regime } from '../domain/regimes.js';

export interface Lot {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly requirements: LotRequirements;
}

export interface FrameworkSummary {
  readonly id: string;
  readonly authorityId: string;
  readonly authorityName: string;
  readonly reference: string;
  readonly name: string;
  readonly regime: Regime;
  readonly startsOn: DateOnly;
  readonly endsOn: DateOnly;
  readonly extendableTo: DateOnly | null;
  readonly schoolsMayBuy: boolean;
  readonly valuePence: Pence | null;
  readonly lots: readonly Lot[];
  /** Authorities that may call off from it, the lead among them, by name. */
  readonly participants: readonly { readonly id: string; readonly name: string }[];
}

export interface Extension {
  readonly endedOn: DateOnly;
  readonly endsOn: DateOnly;
  readonly reason: string;
  readonly recordedAt: Date;
}

type Led = Pick<FrameworkSummary, 'id' | 'authorityId'>;

/** What a lot asks for, as `LotRequirements`; the lot is called `l`. */
export const LOT_REQUIREMENTS = `jsonb_build_object('leastHours', l.least_hours, 'mostHours', l.most_hours,
  'yearFrom', l.year_from, 'yearTo', l.year_to, 'needs', l.needs, 'mustBeRegistered', l.must_be_registered)`;

const asColumns = (asked: LotRequirements) => ({
  least_hours: asked.leastHours,
  most_hours: asked.mostHours,
  year_from: asked.yearFrom,
  year_to: asked.yearTo,
  needs: asked.needs,
  must_be_registered: asked.mustBeRegistered,
});

/** Frameworks with their lots, and the authorities that call off from them. */
@Injectable()
export class FrameworkStore {
  async add(
    tx: Tx,
    ids: { readonly id: string; readonly authorityId: string; readonly lotIds: readonly string[] },
    details: FrameworkDetails,
  ): Promise<void> {
    await insertRows(tx, 'framework', [
      {
        id: ids.id,
        authority_id: ids.authorityId,
        reference: details.reference,
        name: details.name,
        regime: details.regime,
        starts_on: details.startsOn,
        ends_on: details.endsOn,
        extendable_to: details.extendableTo ?? null,
        schools_may_buy: details.schoolsMayBuy ?? true,
        value_pence: details.valuePence,
        created_at: tx.now,
      },
    ]);
    await this.addParticipants(tx, ids.id, [ids.authorityId]);
    const of = { framework_id: ids.id, authority_id: ids.authorityId };
    await insertRows(
      tx,
      'lot',
      details.lots.map(({ number, name, requirements }, n) => {
        return { id: ids.lotIds[n], ...of, number, name, ...asColumns(requirements ?? NOTHING_ASKED) };
      }),
    );
  }

  /** With them, whoever is admitted joins their supply. */
  async addParticipants(tx: Tx, frameworkId: string, authorityIds: readonly string[]): Promise<void> {
    await tx.query(
      `INSERT INTO framework_participant (framework_id, authority_id)
       SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING`,
      [frameworkId, authorityIds],
    );
    await tx.query(
      `INSERT INTO authority_supply (authority_id, provider_organisation_id, from_date)
       SELECT x.authority, a.provider, $3::date FROM unnest($2::uuid[]) AS x (authority) CROSS JOIN (
         SELECT DISTINCT provider_organisation_id AS provider FROM admission
          WHERE framework_id = $1 AND status = 'ADMITTED' AND to_date >= $3) a
        ORDER BY x.authority, a.provider ON CONFLICT DO NOTHING`,
      [frameworkId, authorityIds, tx.today],
    );
  }

  /** Providers from whom something is called off through it, today or later. */
  async suppliers(tx: Tx, frameworkId: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT DISTINCT provider_organisation_id AS id FROM admission
        WHERE framework_id = $1 AND status = 'ADMITTED' AND to_date >= $2 ORDER BY 1`,
      [frameworkId, tx.today],
    );
    return rows.map(({ id }) => id);
  }

  /** By name; everything a list shows in one query. */
  list(tx: Tx, id: string | null = null): Promise<FrameworkSummary[]> {
    return tx.query<FrameworkSummary>(
      `SELECT f.id, f.authority_id AS "authorityId", au.name AS "authorityName", f.reference, f.name, f.regime,
              f.starts_on AS "startsOn", f.ends_on AS "endsOn", f.extendable_to AS "extendableTo",
              f.schools_may_buy AS "schoolsMayBuy", f.value_pence AS "valuePence",
              coalesce((SELECT jsonb_agg(jsonb_build_object('id', l.id, 'number', l.number, 'name', l.name,
                                 'requirements', ${LOT_REQUIREMENTS}) ORDER BY l.number)
                          FROM lot l WHERE l.framework_id = f.id), '[]') AS lots,
              coalesce((SELECT jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name) ORDER BY p.name, p.id)
                          FROM framework_participant x JOIN authority p ON p.id = x.authority_id
                         WHERE x.framework_id = f.id), '[]') AS participants
         FROM framework f JOIN authority au ON au.id = f.authority_id
        WHERE $1::uuid IS NULL OR f.id = $1
        ORDER BY f.name, f.id LIMIT 200`,
      [id],
    );
  }

  /** One after the other: whoever numbers what belongs to it, or moves its end. Only the lead authority's people can. */
  async lock(tx: Tx, id: string): Promise<FrameworkSummary | undefined> {
    await tx.query(`SELECT id FROM framework WHERE id = $1 FOR NO KEY UPDATE`, [id]);
    return this.byId(tx, id);
  }

  async byId(tx: Tx, id: string): Promise<FrameworkSummary | undefined> {
    const [found] = await this.list(tx, id);
    return found;
  }

  /** Moves its end; the database moves that of everybody who is admitted to it. */
  async extend(
    tx: Tx,
    framework: Led & { readonly endsOn: DateOnly },
    to: { id: string; endsOn: DateOnly; reason: string },
  ) {
    const of = { framework_id: framework.id, authority_id: framework.authorityId, ended_on: framework.endsOn };
    const said = {
      id: to.id,
      ends_on: to.endsOn,
      reason: to.reason,
      recorded_at: tx.now,
      recorded_by: tx.actor.userId,
    };
    await insertRows(tx, 'framework_extension', [{ ...of, ...said }]);
  }

  /** The earliest first. */
  extensions(tx: Tx, frameworkId: string): Promise<Extension[]> {
    return tx.query(
      `SELECT ended_on AS "endedOn", ends_on AS "endsOn", reason, recorded_at AS "recordedAt"
         FROM framework_extension WHERE framework_id = $1 ORDER BY ended_on`,
      [frameworkId],
    );
  }

  async setRequirements(tx: Tx, lotId: string, asked: LotRequirements): Promise<void> {
    const columns = asColumns(asked);
    const set = Object.keys(columns).map((column, n) => `${column} = $${n + 2}`);
    await tx.query(`UPDATE lot SET ${set.join(', ')} WHERE id = $1`, [lotId, ...Object.values(columns)]);
  }
}
