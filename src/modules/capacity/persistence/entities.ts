import { Column, Entity, PrimaryColumn, VersionColumn } from 'typeorm';
import type { DateOnly, SessionSet } from '../../../kernel/index.js';
import type { OpeningStatus } from '../domain/opening-states.js';
import type { Basis } from '../../tariffs/index.js';

export type HoldStatus = 'HELD' | 'TAKEN' | 'RELEASED';

@Entity('opening')
export class OpeningRow {
  @PrimaryColumn('uuid')
  id: string;
  @Column('uuid')
  providerOrganisationId: string;
  @Column('uuid')
  siteId: string;
  @Column('uuid')
  programmeId: string;
  @Column('uuid', { nullable: true })
  admissionId: string | null;
  @Column('integer')
  places: number;
  @Column('date')
  validFrom: DateOnly;
  @Column('date')
  validTo: DateOnly;
  @Column('date')
  confirmedOn: DateOnly;
  @Column('uuid', { nullable: true })
  confirmedBy: string | null;
  /** The day by which a likely opening must be made certain. */
  @Column('date', { nullable: true })
  firmBy: DateOnly | null;
  @Column('text')
  status: OpeningStatus;
  @VersionColumn()
  version: number;
  @Column('timestamptz')
  createdAt: Date;
  @Column('timestamptz')
  updatedAt: Date;
}

@Entity('opening_pattern')
export class OpeningPatternRow {
  @PrimaryColumn('uuid')
  id: string;
  @Column('uuid')
  openingId: string;
  @Column('text')
  label: string;
  @Column('smallint')
  sessions: SessionSet;
  @Column('uuid')
  tariffLineId: string;
  @Column('text')
  basis: Basis;
  @Column('smallint')
  sessionsCovered: number;
}

@Entity('capacity_hold')
export class CapacityHoldRow {
  @PrimaryColumn('uuid')
  id: string;
  @Column('uuid')
  authorityId: string;
  @Column('uuid')
  subjectId: string;
  @Column('uuid', { array: true })
  providerOrganisationIds: string[];
  @Column('text')
  status: HoldStatus;
  @Column('timestamptz', { nullable: true })
  expiresAt: Date | null;
  @Column('timestamptz')
  createdAt: Date;
}

@Entity('capacity_hold_line')
export class CapacityHoldLineRow {
  @PrimaryColumn('uuid')
  holdId: string;
  @PrimaryColumn('uuid')
  openingPatternId: string;
  @Column('uuid')
  openingId: string;
  @Column('uuid')
  siteId: string;
  @Column('uuid')
  programmeId: string;
  @Column('uuid')
  providerOrganisationId: string;
  @Column('smallint')
  sessions: number;
  @PrimaryColumn('date')
  fromWeek: DateOnly;
  @Column('date')
  toWeek: DateOnly;
  @Column('date', { nullable: true })
  releasedFrom: DateOnly | null;
}

export const capacityEntities = [OpeningRow, OpeningPatternRow, CapacityHoldRow, CapacityHoldLineRow];
