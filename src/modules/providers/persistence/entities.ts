import { Column, Entity, PrimaryColumn, VersionColumn } from 'typeorm';
import type { AccessFeature, CurriculumCode, DateOnly, NeedCode, QualificationCode } from '../../../kernel/index.js';
import type { ComponentKind, SupplyRoute } from '../domain/provider-details.js';
import type { RegistrationKind } from '../domain/registration.js';

@Entity('provider')
export class ProviderRow {
  @PrimaryColumn('uuid')
  organisationId: string;
  @Column('text')
  supplyRoute: SupplyRoute;
  @Column('uuid', { nullable: true })
  commissionerOrganisationId: string | null;
  @Column('text')
  about: string;
  @Column('text', { nullable: true })
  vatNumber: string | null;
  @VersionColumn()
  version: number;
  @Column('timestamptz')
  createdAt: Date;
  @Column('timestamptz')
  updatedAt: Date;
}

@Entity('site')
export class SiteRow {
  @PrimaryColumn('uuid')
  id: string;
  @Column('uuid')
  providerOrganisationId: string;
  @Column('text')
  name: string;
  @Column('text')
  address: string;
  @Column('text')
  postcode: string;
  @Column('integer', { nullable: true })
  easting: number | null;
  @Column('integer', { nullable: true })
  northing: number | null;
  @Column('text', { array: true })
  accessFeatures: AccessFeature[];
  @Column('date', { nullable: true })
  closedOn: DateOnly | null;
  @VersionColumn()
  version: number;
  @Column('timestamptz')
  createdAt: Date;
  @Column('timestamptz')
  updatedAt: Date;
}

@Entity('site_registration')
export class SiteRegistrationRow {
  @PrimaryColumn('uuid')
  id: string;
  @Column('uuid')
  siteId: string;
  @Column('text')
  kind: RegistrationKind;
  @Column('text', { nullable: true })
  urn: string | null;
  @Column('integer', { nullable: true })
  registeredPlaces: number | null;
  @Column('text', { nullable: true })
  singleSex: 'M' | 'F' | null;
  @Column('smallint')
  lowestAge: number;
  @Column('smallint')
  highestAge: number;
  @Column('date')
  fromDate: DateOnly;
  @Column('date', { nullable: true })
  toDate: DateOnly | null;
  @Column('timestamptz')
  recordedAt: Date;
  @Column('uuid', { nullable: true })
  recordedBy: string | null;
}

@Entity('programme')
export class ProgrammeRow {
  @PrimaryColumn('uuid')
  id: string;
  @Column('uuid')
  siteId: string;
  @Column('uuid')
  providerOrganisationId: string;
  @Column('text')
  name: string;
  @Column('text')
  componentKind: ComponentKind;
  @Column('smallint')
  yearFrom: number;
  @Column('smallint')
  yearTo: number;
  @Column('text', { array: true })
  needs: NeedCode[];
  @Column('text', { array: true })
  curriculum: CurriculumCode[];
  @Column('text', { array: true })
  qualifications: QualificationCode[];
  @Column('text', { array: true })
  specialisms: string[];
  @Column('time')
  amStarts: string;
  @Column('time')
  amEnds: string;
  @Column('time')
  pmStarts: string;
  @Column('time')
  pmEnds: string;
  @Column('date', { nullable: true })
  closedOn: DateOnly | null;
  @VersionColumn()
  version: number;
  @Column('timestamptz')
  createdAt: Date;
  @Column('timestamptz')
  updatedAt: Date;
}

export const providerEntities = [ProviderRow, SiteRow, SiteRegistrationRow, ProgrammeRow];
