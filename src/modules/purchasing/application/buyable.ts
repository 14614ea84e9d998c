import { Injectable } from '@nestjs/common';
import {
  type Actor,
  type DateOnly,
  formatPounds,
  fundName,
  HIGH_NEEDS,
  maxDate,
  ok,
  problem,
  type Result,
  type SchoolCalendar,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { BudgetPosition } from '../../budget/index.js';
import { type Candidate, type CandidatePattern, Supply } from '../../capacity/index.js';
import { Calendars, Organisations } from '../../organisations/index.js';
import { Procurement } from '../../procurement/index.js';
import { whereOf } from '../../providers/index.js';
import type { Choice } from '../../../web/index.js';
import { ForAuthority } from './acting.js';

const PATTERNS_MOST = 400;
const SCHOOLS_MOST = 400;

/** What a buyer may choose from, and for whom it buys. */
export interface BuyingChoices {
  readonly patterns: readonly Choice[];
  /** Whose pupils it can be for; empty unless a group of schools buys. */
  readonly schools: readonly Choice[];
  readonly funds: readonly Choice[];
  readonly buyer: 'AUTHORITY' | 'SCHOOL' | 'GROUP';
}

export interface Buyable {
  readonly candidate: Candidate;
  readonly pattern: CandidatePattern;
}

/** Places that can be bought ahead: of maintained provision and of admitted providers, at an approved price. */
@Injectable()
export class FindBuyable {
  constructor(
    private readonly work: UnitOfWork,
    private readonly authority: ForAuthority,
    private readonly supply: Supply,
    private readonly procurement: Procurement,
    private readonly organisations: Organisations,
    private readonly calendars: Calendars,
    private readonly position: BudgetPosition,
  ) {}

  async choices(actor: Actor): Promise<BuyingChoices> {
    const authorityId = actor.authorityId ?? '';
    const acting = await this.authority.actor(actor, authorityId);
    return this.work.read(acting, async (tx) => {
      const candidates = await this.supply.candidates(tx, { authorityId, on: tx.today });
      const buyer = await this.kindOf(tx, actor);
      const open = await this.position.ofAuthority(tx, authorityId);
      return {
        patterns: patternChoices(candidates.filter((one) => sellsTo(one, buyer))),
        schools: buyer === 'GROUP' ? await this.schoolsOf(tx, actor) : [],
        funds: buyer === 'AUTHORITY' ? [...new Set([HIGH_NEEDS, ...open.map(({ fund }) => fund)])].map(fundChoice) : [],
        buyer,
      };
    });
  }

  /** One pattern as it stands on that day. Refused: `block.not-for-sale`, `block.not-for-schools`, `block.off-framework`, `purchase.*`, `admission.*`. */
  async pattern(
    tx: Tx,
    wanted: { authorityId: string; patternId: string; on: DateOnly; buyer: BuyingChoices['buyer'] },
  ): Promise<Result<Buyable>> {
    const { authorityId, patternId, buyer } = wanted;
    const on = maxDate(wanted.on, tx.today);
    const candidates = await this.supply.candidates(tx, { authorityId, on, patternIds: [patternId] });
    const candidate = candidates.find(({ patterns }) => patterns.some(({ id }) => id === patternId));
    const pattern = candidate?.patterns.find(({ id }) => id === patternId);
    if (!candidate || !pattern) return problem('block.not-for-sale');
    const { provider, admission } = candidate;
    if (provider.supplyRoute === 'OFF_FRAMEWORK') return problem('block.off-framework', { provider: provider.name });
    if (provider.supplyRoute === 'FRAMEWORK') {
      if (admission === null) return problem('purchase.not-admitted', { provider: provider.name });
      const callOff = await this.procurement.checkCallOff(tx, admission.id, candidate.site.id, on);
      if (!callOff.ok) return callOff;
      if (!sellsTo(candidate, buyer)) return problem('block.not-for-schools');
    }
    if (pattern.tariff === null || pattern.weeklyPence === null) return problem('tariff.none-approved');
    return pattern.weeklyPence > 0 ? ok({ candidate, pattern }) : problem('block.no-weekly-price');
  }

  async kindOf(tx: Tx, actor: Actor): Promise<BuyingChoices['buyer']> {
    const [own] = await this.organisations.byIds(tx, [actor.organisationId ?? '']);
    if (own?.kind === 'AUTHORITY') return 'AUTHORITY';
    return own?.kind === 'TRUST' || own?.kind === 'PARTNERSHIP' ? 'GROUP' : 'SCHOOL';
  }

  /** Schools of the trust; of a partnership those of its authority. */
  async schoolsOf(tx: Tx, { organisationId, authorityId }: Actor): Promise<Choice[]> {
    const rows = await tx.query<{ id: string; name: string }>(
      `select s.id, s.name from organisation g join organisation s on s.kind = 'SCHOOL' and case g.kind
           when 'TRUST' then s.trust_id = g.id
           else s.authority_code = (select code from authority where id = $2) end
        where g.id = $1 order by s.name, s.id limit ${SCHOOLS_MOST}`,
      [organisationId, authorityId],
    );
    return rows.map(({ id, name }) => ({ value: id, text: name }));
  }

  /** A school's own days; a group of schools and the authority count by the authority's. */
  calendarOf(tx: Tx, { organisationId, authorityId }: Actor, buyer: BuyingChoices['buyer']): Promise<SchoolCalendar> {
    return buyer === 'SCHOOL'
      ? this.calendars.forSchool(tx, organisationId ?? '')
      : this.calendars.forAuthority(tx, authorityId ?? '');
  }
}

const fundChoice = (fund: string): Choice => ({ value: fund, text: fundName(fund) });

/** A framework says whether schools buy through it. */
const sellsTo = ({ admission }: Candidate, buyer: BuyingChoices['buyer']): boolean =>
  buyer === 'AUTHORITY' || admission === null || admission.schoolsMayBuy;

function patternChoices(candidates: readonly Candidate[]): Choice[] {
  return candidates
    .filter(({ provider, admission }) =>
      admission === null ? provider.supplyRoute === 'MAINTAINED_AP' : !admission.suspended && !admission.lapsed,
    )
    .flatMap(({ provider, site, programme, patterns }) =>
      patterns.flatMap(({ id, label, weeklyPence }) =>
        weeklyPence === null || weeklyPence === 0
          ? []
          : [
              {
                value: id,
                text: `${whereOf(provider.name, site.name)}: ${programme.name}, ${label} (${formatPounds(weeklyPence)} a week)`,
              },
            ],
      ),
    )
    .toSorted((a, b) => a.text.localeCompare(b.text, 'en-GB'))
    .slice(0, PATTERNS_MOST);
}
