import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { ProgrammeDetails, ProviderDetails, SiteDetails } from '../domain/provider-details.js';
import type { DatedRegistration, Registration } from '../domain/registration.js';
import type { Standing } from '../providers.policy.js';
import { ProgrammeRow, ProviderRow, SiteRegistrationRow, SiteRow } from './entities.js';

export interface ProviderRecord extends Standing {
  readonly supplyRoute: ProviderDetails['supplyRoute'];
  readonly version: number;
}

export interface SiteRecord extends Standing {
  readonly siteId: string;
  readonly version: number;
}

export interface ProgrammeRecord extends Standing {
  readonly programmeId: string;
  readonly siteId: string;
  readonly version: number;
}

const siteColumns = ({ name, address, postcode, grid, accessFeatures }: SiteDetails): Partial<SiteRow> => ({
  name,
  address,
  postcode,
  easting: grid?.easting ?? null,
  northing: grid?.northing ?? null,
  accessFeatures: [...accessFeatures],
});

const programmeColumns = ({ times, ...details }: ProgrammeDetails): Partial<ProgrammeRow> => ({
  ...details,
  needs: [...details.needs],
  curriculum: [...details.curriculum],
  qualifications: [...details.qualifications],
  specialisms: [...details.specialisms],
  ...times,
});

/** Writes providers, sites, registrations and programmes. An update answers false when the version was another. */
@Injectable()
export class ProviderStore {
  async actsForAuthority(tx: Tx): Promise<boolean> {
    const [row] = await tx.query<{ yes: boolean }>(`SELECT actor_is_authority() AS yes`);
    return row?.yes ?? false;
  }

  async provider(tx: Tx, id: string): Promise<ProviderRecord | undefined> {
    const [row] = await tx.query<ProviderRecord>(
      `SELECT organisation_id AS "providerId", supply_route AS "supplyRoute", version,
              actor_is_authority() AS "actsForAuthority"
         FROM provider WHERE organisation_id = $1`,
      [id],
    );
    return row;
  }

  async site(tx: Tx, id: string): Promise<SiteRecord | undefined> {
    const [row] = await tx.query<SiteRecord>(
      `SELECT id AS "siteId", provider_organisation_id AS "providerId", version,
              actor_is_authority() AS "actsForAuthority"
         FROM site WHERE id = $1`,
      [id],
    );
    return row;
  }

  async programme(tx: Tx, id: string): Promise<ProgrammeRecord | undefined> {
    const [row] = await tx.query<ProgrammeRecord>(
      `SELECT id AS "programmeId", site_id AS "siteId", provider_organisation_id AS "providerId", version,
              actor_is_authority() AS "actsForAuthority"
         FROM programme WHERE id = $1`,
      [id],
    );
    return row;
  }

  /** Makes an organisation a provider and puts it into the authority's supply; both may be so already. */
  async addProvider(tx: Tx, id: string, details: ProviderDetails, supply: { authorityId: string; from: DateOnly }) {
    await tx.query(
      `INSERT INTO provider (organisation_id, supply_route, commissioner_organisation_id, about, vat_number, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $6) ON CONFLICT DO NOTHING`,
      [id, details.supplyRoute, details.commissionerId, details.about, details.vatNumber, tx.now],
    );
    await tx.query(
      `INSERT INTO authority_supply (authority_id, provider_organisation_id, from_date) VALUES ($1, $2, $3)
       ON CONFLICT DO NOTHING`,
      [supply.authorityId, id, supply.from],
    );
  }

  async updateProvider(tx: Tx, id: string, version: number, details: ProviderDetails): Promise<boolean> {
    const { supplyRoute, commissionerId, about, vatNumber, name } = details;
    const { affected } = await tx.manager.update(
      ProviderRow,
      { organisationId: id, version },
      { supplyRoute, commissionerOrganisationId: commissionerId, about, vatNumber, updatedAt: tx.now },
    );
    if (affected !== 1) return false;
    await this.rename(tx, id, name);
    return true;
  }

  /** A name in the national register is the register's to change. */
  async rename(tx: Tx, id: string, name: string): Promise<void> {
    await tx.query(
      `UPDATE organisation SET name = $2, updated_at = $3 WHERE id = $1 AND kind = 'PROVIDER' AND name <> $2`,
      [id, name, tx.now],
    );
  }

  /** What an admitted provider may not change by itself: its name, and where its sites are. */
  async settled(tx: Tx, providerId: string): Promise<{ readonly admitted: boolean; readonly name: string }> {
    const [row] = await tx.query<{ admitted: boolean; name: string }>(
      `SELECT o.name, EXISTS (SELECT FROM admission a WHERE a.provider_organisation_id = o.id AND a.status = 'ADMITTED'
                               AND a.to_date >= $2) AS admitted
         FROM organisation o WHERE o.id = $1`,
      [providerId, tx.today],
    );
    return row ?? { admitted: false, name: '' };
  }

  async place(tx: Tx, siteId: string): Promise<SiteDetails | undefined> {
    const [row] = await tx.query<SiteDetails>(
      `SELECT name, address, postcode, access_features AS "accessFeatures", CASE WHEN easting IS NULL THEN NULL
                ELSE jsonb_build_object('easting', easting, 'northing', northing) END AS grid
         FROM site WHERE id = $1`,
      [siteId],
    );
    return row;
  }

  async addSite(tx: Tx, id: string, providerId: string, details: SiteDetails): Promise<void> {
    await tx.manager.insert(SiteRow, {
      id,
      providerOrganisationId: providerId,
      ...siteColumns(details),
      createdAt: tx.now,
      updatedAt: tx.now,
    });
  }

  async updateSite(tx: Tx, id: string, version: number, details: SiteDetails): Promise<boolean> {
    const changes = { ...siteColumns(details), updatedAt: tx.now };
    const { affected } = await tx.manager.update(SiteRow, { id, version }, changes);
    return affected === 1;
  }

  /** False when it closes already. */
  async closeSite(tx: Tx, id: string, closedOn: DateOnly): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE site SET closed_on = $2, version = version + 1, updated_at = $3 WHERE id = $1 AND closed_on IS NULL RETURNING id`,
      [id, closedOn, tx.now],
    );
    return rows.length === 1;
  }

  /** The day on which it would have closed; undefined when that is over or nobody said so. */
  async keepSiteOpen(tx: Tx, id: string): Promise<DateOnly | undefined> {
    const [row] = await tx.query<{ closedOn: DateOnly }>(
      `UPDATE site s SET closed_on = NULL, version = s.version + 1, updated_at = $3
         FROM (SELECT id, closed_on FROM site WHERE id = $1 FOR UPDATE) AS b
        WHERE s.id = b.id AND b.closed_on > $2 RETURNING b.closed_on AS "closedOn"`,
      [id, tx.today, tx.now],
    );
    return row?.closedOn;
  }

  /** All of a site's registrations, earliest first; the site is locked against another change of them. */
  async lockRegistrations(tx: Tx, siteId: string): Promise<(DatedRegistration & { id: string })[]> {
    await tx.query(`SELECT id FROM site WHERE id = $1 FOR UPDATE`, [siteId]);
    return tx.manager.find(SiteRegistrationRow, { where: { siteId }, order: { fromDate: 'ASC' } });
  }

  async endRegistration(tx: Tx, siteId: string, fromDate: DateOnly, toDate: DateOnly): Promise<void> {
    await tx.manager.update(SiteRegistrationRow, { siteId, fromDate }, { toDate });
  }

  async addRegistration(tx: Tx, id: string, siteId: string, from: DateOnly, registration: Registration): Promise<void> {
    const { kind, urn, registeredPlaces, singleSex, lowestAge, highestAge } = registration;
    await tx.manager.insert(SiteRegistrationRow, {
      id,
      siteId,
      kind,
      urn,
      registeredPlaces,
      singleSex,
      lowestAge,
      highestAge,
      fromDate: from,
      toDate: null,
      recordedAt: tx.now,
      recordedBy: tx.actor.userId,
    });
  }

  async addProgramme(tx: Tx, id: string, at: { siteId: string; providerId: string }, details: ProgrammeDetails) {
    await tx.manager.insert(ProgrammeRow, {
      id,
      siteId: at.siteId,
      providerOrganisationId: at.providerId,
      ...programmeColumns(details),
      createdAt: tx.now,
      updatedAt: tx.now,
    });
  }

  async updateProgramme(tx: Tx, id: string, version: number, details: ProgrammeDetails): Promise<boolean> {
    const changes = { ...programmeColumns(details), updatedAt: tx.now };
    const { affected } = await tx.manager.update(ProgrammeRow, { id, version }, changes);
    return affected === 1;
  }
}
