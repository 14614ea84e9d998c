import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type DateOnly, type Pence, pence } from '../../../kernel/index.js';
import type { TariffStatus } from '../domain/tariff-draft.js';
import type { Basis, VatTreatment } from '../domain/tariff-terms.js';

/** TypeORM reads bigint as text; pence are safe whole numbers. */
const penceColumn = {
  to: (value: number) => value,
  from: (value: string | number): Pence => pence(Number(value)),
};

@Entity('tariff_line')
export class TariffLineRow {
  @PrimaryColumn('uuid')
  id: string;
  @Column('uuid')
  authorityId: string;
  @Column('uuid')
  providerOrganisationId: string;
  @Column('uuid', { nullable: true })
  lotId: string | null;
  @Column('uuid', { nullable: true })
  programmeId: string | null;
  @Column('text')
  label: string;
  @Column('text')
  basis: Basis;
  @Column('smallint')
  sessionsCovered: number;
  @Column('bigint', { transformer: penceColumn })
  netPence: Pence;
  @Column('text')
  vatTreatment: VatTreatment;
  @Column('date')
  fromDate: DateOnly;
  @Column('date', { nullable: true })
  toDate: DateOnly | null;
  @Column('text')
  status: TariffStatus;
  @Column('uuid')
  approvedByFirst: string;
  @Column('timestamptz')
  approvedFirstAt: Date;
  @Column('uuid', { nullable: true })
  approvedBySecond: string | null;
  @Column('timestamptz', { nullable: true })
  approvedSecondAt: Date | null;
  @Column('uuid', { nullable: true })
  endedBy: string | null;
  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;
}

export const tariffEntities = [TariffLineRow];
