import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dateOnly, type DateOnly, pence, serviceActor } from '../../../src/kernel/index.js';
import { codeOf } from '../../support/results.js';
import { Random } from '../../support/matching/random.js';
import { purchasingWorld, type PurchasingWorld, SCHOOL_ONE, SCHOOL_TWO, SIX_WEEKS } from '../../support/purchasing.js';

const SEEDS = (process.env['PURCHASING_SEEDS'] ?? '3,17,2026').split(',').map(Number);
const STEPS = 60;
/** What may be answered; anything else is a fault. */
const ALLOWED = [
  'done',
  'block.not-left',
  'block.not-covered',
  'block.not-usable',
  'block.moved-on',
  'loan.moved-on',
  'loan.in-use',
  'loan.over',
];

interface Paper {
  /** Units by holder and week, and how many are used. */
  readonly held: Map<string, { units: number; drawn: number }>;
  cancelled: number[];
}

let world: PurchasingWorld;
beforeAll(async () => {
  world = await purchasingWorld();
});
afterAll(() => world.close());

const key = (holder: string, week: DateOnly): string => `${holder}/${week}`;
const friday = (week: DateOnly): DateOnly =>
  dateOnly(new Date(Date.parse(week) + 4 * 86_400_000).toISOString().slice(0, 10));

describe('random sequences of buying, using, lending, giving back and cancelling', () => {
  it.each(SEEDS)(
    'keep every unit with one holder and in one use, as on paper (seed %i)',
    async (seed) => {
      const random = new Random(seed);
      const bought = random.between(2, 5);
      const place = await world.supply({ places: 8 });
      const { people } = world;
      const id = await world.aBlock(place, { unitsPerWeek: bought, noticeDays: random.pick([0, 7, 14]) });
      const paper: Paper = {
        held: new Map(SIX_WEEKS.map((week) => [key(SCHOOL_ONE, week), { units: bought, drawn: 0 }])),
        cancelled: SIX_WEEKS.map(() => 0),
      };
      const holders = [
        { id: SCHOOL_ONE, lead: people.lead },
        { id: SCHOOL_TWO, lead: people.otherLead },
      ];
      const draws: { id: string; holder: string; units: number; weeks: DateOnly[]; lead: typeof people.lead }[] = [];
      const loans: { id: string; units: number; weeks: DateOnly[]; agreed: boolean }[] = [];
      let cancelled = false;
      const span = (): DateOnly[] => {
        const from = random.below(6);
        return SIX_WEEKS.slice(from, random.between(from + 1, 6));
      };
      const days = (weeks: readonly DateOnly[]) => ({ firstDay: weeks[0]!, lastDay: friday(weeks.at(-1)!) });
      const free = (holder: string, weeks: readonly DateOnly[]): number =>
        Math.min(
          ...weeks.map((week) =>
            (({ units, drawn }) => units - drawn)(paper.held.get(key(holder, week)) ?? { units: 0, drawn: 0 }),
          ),
        );
      const shift = (holder: string, weeks: readonly DateOnly[], by: { units?: number; drawn?: number }): void => {
        for (const week of weeks) {
          const at = paper.held.get(key(holder, week)) ?? { units: 0, drawn: 0 };
          paper.held.set(key(holder, week), { units: at.units + (by.units ?? 0), drawn: at.drawn + (by.drawn ?? 0) });
        }
      };

      for (let step = 0; step < STEPS; step += 1) {
        const units = random.between(1, 3);
        const weeks = span();
        let code = 'done';
        switch (random.below(cancelled ? 5 : 12)) {
          case 0:
          case 1:
          case 5:
          case 6: {
            const { id: holder, lead } = random.pick(holders);
            const visible = holder === SCHOOL_ONE || loans.length > 0;
            if (!visible) break;
            const result = await world.use.use(lead, {
              blockId: id,
              units,
              ...days(weeks),
              pupilReference: `P-${step}`,
              schoolId: null,
              note: null,
            });
            code = codeOf(result);
            const known = weeks.every((week) => paper.held.has(key(holder, week)));
            const can = known && free(holder, weeks) >= units;
            if (code === 'action.forbidden' && !known) {
              code = 'done';
              break;
            }
            expect([code === 'done', can, step]).toEqual([can, can, step]);
            if (result.ok) {
              draws.push({ id: result.value, holder, units, weeks, lead });
              shift(holder, weeks, { drawn: units });
            }
            break;
          }
          case 2: {
            const draw = draws.splice(random.below(Math.max(1, draws.length)), 1)[0];
            if (draw === undefined) break;
            code = codeOf(await world.use.giveBack(draw.lead, draw.id));
            shift(draw.holder, draw.weeks, { drawn: -draw.units });
            break;
          }
          case 3: {
            const loan = loans.find((one) => !one.agreed);
            if (loan === undefined) break;
            code = codeOf(
              await world.lend.answer(people.otherHead, {
                loanId: loan.id,
                agree: true,
                orderReference: null,
                fund: null,
              }),
            );
            const can = free(SCHOOL_ONE, loan.weeks) >= loan.units;
            expect([code === 'done', step]).toEqual([can, step]);
            if (can) {
              loan.agreed = true;
              shift(SCHOOL_ONE, loan.weeks, { units: -loan.units });
              shift(SCHOOL_TWO, loan.weeks, { units: loan.units });
            } else loans.splice(loans.indexOf(loan), 1);
            break;
          }
          case 4: {
            const loan = loans.find((one) => one.agreed);
            if (loan === undefined) break;
            const can = free(SCHOOL_TWO, loan.weeks) >= loan.units;
            code = codeOf(await world.lend.giveBack(people.otherLead, loan.id));
            expect([code === 'done', step]).toEqual([can, step]);
            if (can) {
              shift(SCHOOL_TWO, loan.weeks, { units: -loan.units });
              shift(SCHOOL_ONE, loan.weeks, { units: loan.units });
              loans.splice(loans.indexOf(loan), 1);
            }
            break;
          }
          case 11: {
            if (step < STEPS / 2) break;
            code = codeOf(await world.sign.cancel(people.head, id, 'No longer needed.'));
            cancelled = true;
            const row = await world.one<{ from: string }>(
              `SELECT to_char(cancelled_from, 'YYYY-MM-DD') AS from FROM block WHERE id = $1`,
              [id],
            );
            SIX_WEEKS.forEach((week, n) => {
              const at = paper.held.get(key(SCHOOL_ONE, week))!;
              if (week < (row?.from ?? '')) return;
              paper.cancelled[n] = at.units - at.drawn;
              paper.held.set(key(SCHOOL_ONE, week), { units: at.drawn, drawn: at.drawn });
            });
            break;
          }
          default: {
            const offer = { blockId: id, borrowerId: SCHOOL_TWO, units, ...days(weeks), unitPence: pence(0) };
            const result = await world.lend.propose(people.lead, offer);
            code = codeOf(result);
            expect([code === 'done', step]).toEqual([free(SCHOOL_ONE, weeks) >= units, step]);
            if (result.ok) loans.push({ id: result.value, units, weeks, agreed: false });
          }
        }
        expect(ALLOWED).toContain(code);
      }

      // Zero sum: in every week, what all hold and what was cancelled is what was bought, and the uses are the draws.
      const ledger = await world.ledgerOf(id);
      expect(ledger.map((one) => one.units + one.cancelled)).toEqual(SIX_WEEKS.map(() => bought));
      expect(ledger.map((one) => one.cancelled)).toEqual(paper.cancelled);
      for (const { id: holder } of holders) {
        const expected = SIX_WEEKS.flatMap((week) => {
          const at = paper.held.get(key(holder, week));
          return at === undefined ? [] : [[at.units, at.drawn]];
        });
        expect(await world.heldBy(id, holder)).toEqual(expected);
      }
      const drawn = await world.admin.query<{ week: string; n: number }>(
        `SELECT to_char(w.week, 'YYYY-MM-DD') AS week, coalesce(sum(d.units), 0)::int AS n
         FROM (SELECT DISTINCT week FROM block_week WHERE block_id = $1) w LEFT JOIN block_draw d ON d.block_id = $1
           AND w.week BETWEEN d.from_week AND d.to_week AND (d.given_back_from IS NULL OR w.week < d.given_back_from)
        GROUP BY 1 ORDER BY 1`,
        [id],
      );
      expect(ledger.map(({ week, drawn: n }) => ({ week, n }))).toEqual(drawn.rows);
      // The places that are kept are enough for what is held, and every counter is the sum of the holds.
      const kept = await Promise.all(SIX_WEEKS.map((week) => world.taken(place.openingId, week)));
      expect(kept.map((places, n) => places >= (ledger[n]?.units ?? 0))).toEqual(SIX_WEEKS.map(() => true));
      const sealer = serviceActor('sealer', null, ['platform.seal']);
      expect(await world.work.read(sealer, (tx) => world.capacity.differences(tx))).toEqual([]);
    },
    180_000,
  );
});
