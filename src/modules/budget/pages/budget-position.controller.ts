import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, financialYear, formatPounds, fundName, may, notFound, sumPence } from '../../../kernel/index.js';
import { CurrentActor, ProblemException, RequirePermission, UnitOfWork } from '../../../platform/index.js';
import { offsetOf, Page, seeOther } from '../../../web/index.js';
import { Organisations } from '../../organisations/index.js';
import { BudgetPosition, type FundPosition } from '../application/budget-position.js';
import { commitmentsTable, positionTable, schoolTable } from './budget-tables.js';

const PAGE = 100;

/** Money committed, spent and left; for a school, what it owes. Identifiers only: nothing here describes a child. */
@ApiExcludeController()
@Controller('budget')
export class BudgetPositionController {
  constructor(
    private readonly work: UnitOfWork,
    private readonly position: BudgetPosition,
    private readonly organisations: Organisations,
  ) {}

  @Get()
  @RequirePermission('budget.read')
  @Page('modules/budget/pages/position.njk')
  async funds(@CurrentActor() actor: Actor, @Query('format') format: unknown): Promise<object> {
    const { positions, year } = await this.work.read(actor, async (tx) => ({
      positions: actor.authorityId ? await this.position.ofAuthority(tx, actor.authorityId) : [],
      year: financialYear(tx.today),
    }));
    const table = positionTable(positions);
    if (format === 'csv') return table.toCsv('budget-position.csv');
    const thisYear = positions.filter((one) => one.financialYear === year);
    return { title: 'Budget position', table, figures: figures(thisYear), figuresTitle: `All funds, ${year}` };
  }

  /** A school's own balance. */
  @Get('school')
  @RequirePermission('charge.read')
  @Page('modules/budget/pages/school.njk')
  async school(@CurrentActor() actor: Actor, @Query('format') format: unknown): Promise<object> {
    if (may(actor, 'budget.read')) return seeOther('/budget');
    const id = actor.organisationId;
    const years = await this.work.read(actor, (tx) => (id ? this.position.ofSchool(tx, id) : Promise.resolve([])));
    const table = schoolTable(years);
    return format === 'csv' ? table.toCsv('school-balance.csv') : { title: 'Your school’s balance', table };
  }

  /** The commitments behind one fund's figures. */
  @Get(':fund/:year')
  @RequirePermission('budget.read')
  @Page('modules/budget/pages/position.njk')
  async fund(
    @CurrentActor() actor: Actor,
    @Param('fund') fund: string,
    @Param('year') financialYear: string,
    @Query() query: Readonly<Record<string, unknown>>,
  ): Promise<object> {
    const offset = offsetOf(query.offset);
    const found = await this.read(actor, fund, financialYear, offset);
    if (!found) throw new ProblemException(notFound('fund').problem);
    const { position, page, schools } = found;
    const nameOf = (id: string) => schools.find((school) => school.id === id)?.name ?? 'A school';
    // An auditor reads money and not whom it is for.
    const mayOpen = (href: string) => may(actor, href.startsWith('/placements/') ? 'placement.read' : 'purchase.read');
    const table = commitmentsTable(position, page, { offset, size: PAGE, nameOf, mayOpen });
    if (query.format === 'csv') return table.toCsv(`commitments-${fund.toLowerCase()}-${financialYear}.csv`);
    const title = `${fundName(fund)}, ${financialYear}`;
    return { title, table, figures: figures([position]), backHref: '/budget' };
  }

  private read(actor: Actor, fund: string, financialYear: string, offset: number) {
    const { authorityId } = actor;
    return this.work.read(actor, async (tx) => {
      if (authorityId === null) return undefined;
      const positions = await this.position.ofAuthority(tx, authorityId);
      const position = positions.find((one) => one.fund === fund && one.financialYear === financialYear);
      if (!position) return undefined;
      const page = await this.position.commitmentsOf(tx, { authorityId, fund, financialYear, offset, limit: PAGE });
      const ids = new Set(page.lines.flatMap((line) => line.schoolOrganisationId ?? []));
      return { position, page, schools: await this.organisations.byIds(tx, [...ids]) };
    });
  }
}

const figures = (positions: readonly FundPosition[]) =>
  (
    [
      ['Allocated', 'allocatedPence', 'From the grant'],
      ['Committed', 'committedPence', 'Promised, not yet spent'],
      ['Actual', 'actualPence', 'Spent'],
      ['Left', 'leftPence', 'Nobody has a claim on it'],
    ] as const
  ).map(([label, key, note]) => ({ label, value: formatPounds(sumPence(positions.map((one) => one[key]))), note }));
