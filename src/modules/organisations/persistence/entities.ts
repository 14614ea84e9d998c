import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DateOnly } from '../../../kernel/index.js';

export const ORGANISATION_KINDS = ['AUTHORITY', 'SCHOOL', 'TRUST', 'PROVIDER', 'PARTNERSHIP'] as const;
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number];
export type OrganisationStatus = 'OPEN' | 'CLOSED' | 'PROPOSED_TO_CLOSE' | 'PROPOSED_TO_OPEN' | 'UNKNOWN';

/** A local authority that this service serves: the tenant of cases and money. */
@Entity('authority')
export class Authority {
  @PrimaryColumn('uuid') readonly id: string;
  /** Three digits, "352". */
  @Column('text') readonly code: string;
  @Column('text') readonly name: string;
  @Column('text', { nullable: true }) readonly gssCode: string | null;
  @Column('uuid', { nullable: true }) readonly organisationId: string | null;
}

/** A body that acts or is acted with. Schools and trusts come from the register; nobody types them in. */
@Entity('organisation')
export class Organisation {
  @PrimaryColumn('uuid') readonly id: string;
  @Column('text') readonly kind: OrganisationKind;
  @Column('text') readonly name: string;
  @Column('text') readonly status: OrganisationStatus;
  @Column('text', { nullable: true }) readonly urn: string | null;
  @Column('text', { nullable: true }) readonly uid: string | null;
  @Column('text', { nullable: true }) readonly ukprn: string | null;
  @Column('text', { nullable: true }) readonly authorityCode: string | null;
  @Column('text', { nullable: true }) readonly establishmentNumber: string | null;
  /** The register's type of establishment: 14, 38, 42 and 43 are state-funded alternative provision. */
  @Column('text', { nullable: true }) readonly typeCode: string | null;
  @Column('text', { nullable: true }) readonly phase: string | null;
  @Column('integer', { nullable: true }) readonly lowestAge: number | null;
  @Column('integer', { nullable: true }) readonly highestAge: number | null;
  @Column('text', { nullable: true }) readonly gender: string | null;
  @Column('uuid', { nullable: true }) readonly trustId: string | null;
  @Column('text', { nullable: true }) readonly address: string | null;
  @Column('text', { nullable: true }) readonly town: string | null;
  @Column('text', { nullable: true }) readonly postcode: string | null;
  @Column('integer', { nullable: true }) readonly easting: number | null;
  @Column('integer', { nullable: true }) readonly northing: number | null;
  @Column('text', { nullable: true }) readonly website: string | null;
  @Column('date', { nullable: true }) readonly openedOn: DateOnly | null;
  @Column('date', { nullable: true }) readonly closedOn: DateOnly | null;
  @Column('timestamptz') readonly createdAt: Date;
  @Column('timestamptz') readonly updatedAt: Date;
}
