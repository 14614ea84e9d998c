import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dateOnly, newId, pence, type Pence, type Result, valueOf } from '../../../src/kernel/index.js';
import { type AccountKind, ledgerFaults } from '../../../src/modules/budget/index.js';
import { ChainSealer, type EventLog, type Tx, verifyChains } from '../../../src/platform/index.js';
import { aBareAuthority, asAdmin, budgetServices } from '../../support/money.js';
import { aPerson, testUnitOfWork, type TestWork } from '../../support/unit-of-work.js';

const { ledger } = budgetServices();
const KINDS: readonly AccountKind[] = ['GRANT', 'FUND', 'PLACEMENT_COST', 'CHARGE_INCOME', 'BANK_CLEARING'];
const today = dateOnly('2026-11-02');

type Step =
  | { readonly do: 'post'; readonly from: number; readonly to: number; readonly pence: number }
  | { readonly do: 'promise'; readonly from: number; readonly to: number; readonly pence: number }
  | { readonly do: 'postPart'; readonly nth: number; readonly percent: number }
  | { readonly do: 'void'; readonly nth: number; readonly percent: number }
  | { readonly do: 'reverse'; readonly nth: number }
  | { readonly do: 'again'; readonly nth: number };

const account = fc.nat({ max: KINDS.length - 1 });
const nth = fc.nat({ max: 30 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('post', 'promise'),
      from: account,
      to: account,
      pence: fc.integer({ min: 1, max: 500_00 }),
    }),
  },
  // The grant feeds the fund often enough for the fund to have something to spend.
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('post'),
      from: fc.constant(0),
      to: fc.constant(1),
      pence: fc.integer({ min: 1, max: 2_000_00 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('postPart', 'void'), nth, percent: fc.integer({ min: 1, max: 130 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reverse'), nth }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('again'), nth }) },
) as fc.Arbitrary<Step>;

interface Done {
  readonly id: string;
  readonly kind: 'post' | 'promise' | 'part';
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly pence: Pence;
  left: number;
  reversed: boolean;
}

/** The ledger as a book-keeper would do it on paper. */
class Model {
  readonly done: Done[] = [];
  readonly balance = KINDS.map(() => 0);
  readonly promisedOut = KINDS.map(() => 0);

  headroom = (n: number) => (this.balance[n] ?? 0) - (this.promisedOut[n] ?? 0);
  move(from: number, to: number, amount: number) {
    this.balance[from] = (this.balance[from] ?? 0) - amount;
    this.balance[to] = (this.balance[to] ?? 0) + amount;
  }
  promise = (from: number, amount: number) => (this.promisedOut[from] = (this.promisedOut[from] ?? 0) + amount);
}

let stage: TestWork;
beforeAll(async () => {
  stage = await testUnitOfWork();
});
afterAll(() => stage.close());

async function freshLedger() {
  const authorityId = await aBareAuthority(stage);
  const actor = aPerson({ authorityId, permissions: ['budget.manage', 'budget.read', 'commitment.make'] });
  const ids = valueOf(
    await stage.work.inTransaction(actor, async (tx) => {
      const opened: string[] = [];
      for (const kind of KINDS) {
        opened.push(await ledger.account(tx, { authorityId, kind, fund: 'HIGH_NEEDS', financialYear: '2026-27' }));
      }
      return { ok: true, value: opened };
    }),
  );
  return { authorityId, actor, ids };
}

type Fresh = Awaited<ReturnType<typeof freshLedger>>;

const movement = ({ authorityId, ids }: Fresh, from: number, to: number, amount: number, key: string) => ({
  authorityId,
  debitAccountId: ids[from] ?? '',
  creditAccountId: ids[to] ?? '',
  pence: pence(amount),
  businessKey: key,
  effectiveOn: today,
  reason: 'test.movement',
});

async function tell(fresh: Fresh, work: (tx: Tx) => Promise<Result<string>>): Promise<string> {
  const result = await stage.work.inTransaction(fresh.actor, work);
  return result.ok ? result.value : result.problem.code;
}

/** Does one step in the database and on paper, and expects both to agree on whether it is allowed. */
async function take(fresh: Fresh, model: Model, one: Step): Promise<void> {
  const key = newId();
  if (one.do === 'post' || one.do === 'promise') {
    if (one.from === one.to) return;
    const allowed = KINDS[one.from] !== 'FUND' || model.headroom(one.from) >= one.pence;
    const asked = movement(fresh, one.from, one.to, one.pence, key);
    const answer = await tell(fresh, (tx) => (one.do === 'post' ? ledger.post(tx, asked) : ledger.promise(tx, asked)));
    if (!allowed) return expect(answer).toBe('budget.exceeded');
    if (one.do === 'post') model.move(one.from, one.to, one.pence);
    else model.promise(one.from, one.pence);
    model.done.push({
      id: answer,
      kind: one.do,
      key,
      from: one.from,
      to: one.to,
      pence: pence(one.pence),
      left: one.do === 'promise' ? one.pence : 0,
      reversed: false,
    });
    return;
  }
  const target = model.done[one.nth % Math.max(1, model.done.length)];
  if (target === undefined) return;
  if (one.do === 'again') {
    if (target.kind === 'part') return;
    const asked = movement(fresh, target.from, target.to, target.pence, target.key);
    const answer = await tell(fresh, (tx) =>
      target.kind === 'post' ? ledger.post(tx, asked) : ledger.promise(tx, asked),
    );
    return expect(answer).toBe(target.id);
  }
  if (one.do === 'reverse') {
    const asked = movement(fresh, target.to, target.from, target.pence, key);
    const answer = await tell(fresh, (tx) => ledger.reverse(tx, target.id, asked));
    if (target.kind === 'promise') return expect(answer).toBe('transfer.origin-mismatch');
    if (target.reversed) return expect(answer).toBe('transfer.already-reversed');
    if (KINDS[target.to] === 'FUND' && model.headroom(target.to) < target.pence)
      return expect(answer).toBe('budget.exceeded');
    model.move(target.to, target.from, target.pence);
    target.reversed = true;
    return;
  }
  if (target.kind !== 'promise') return;
  const amount = Math.max(1, Math.ceil((target.pence * one.percent) / 100));
  const asked = movement(fresh, target.from, target.to, amount, key);
  const answer = await tell(fresh, (tx) =>
    one.do === 'postPart' ? ledger.postPart(tx, target.id, asked) : ledger.void(tx, target.id, asked),
  );
  if (amount > target.left) return expect(answer).toBe('transfer.exceeds-pending');
  target.left -= amount;
  model.promise(target.from, -amount);
  if (one.do === 'postPart') {
    model.move(target.from, target.to, amount);
    model.done.push({ ...target, id: answer, kind: 'part', key, pence: pence(amount), left: 0, reversed: false });
  }
}

describe('the ledger under any sequence of movements', () => {
  it('agrees with paper, sums to nought, rebuilds from its transfers and never overdraws a fund', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const fresh = await freshLedger();
        const model = new Model();
        for (const one of steps) await take(fresh, model, one);
        const faults = await stage.work.read(fresh.actor, ledgerFaults);
        expect(faults).toEqual([]);
        const stored = await stage.work.read(fresh.actor, (tx) => ledger.lock(tx, fresh.ids));
        const accounts = fresh.ids.map((id) => stored.get(id));
        expect(accounts.map((one) => (one ? one.creditsPosted - one.debitsPosted : NaN))).toEqual(model.balance);
        expect(accounts.map((one) => one?.debitsPending)).toEqual(model.promisedOut);
        expect(model.headroom(1)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 40 },
    );
  });

  it('never overdraws a fund however many promise at once, and never deadlocks', async () => {
    const fresh = await freshLedger();
    await tell(fresh, (tx) => ledger.post(tx, movement(fresh, 0, 1, 1_000_00, 'grant')));
    const asked = Array.from({ length: 60 }, (_, n) =>
      tell(fresh, (tx) =>
        // Half of them name the accounts the other way round, as a refund would.
        n % 2 === 0
          ? ledger.promise(tx, movement(fresh, 1, 2, 70_00, `p${n}`))
          : ledger.post(tx, movement(fresh, 2, 3, 1, `q${n}`)),
      ),
    );
    const answers = await Promise.all(asked);
    expect(answers.filter((answer) => answer === 'budget.exceeded')).toHaveLength(16);
    expect(await stage.work.read(fresh.actor, ledgerFaults)).toEqual([]);
  });

  it('does the same movement once under one key, and refuses another one under it', async () => {
    const fresh = await freshLedger();
    const grant = movement(fresh, 0, 1, 500_00, 'grant-2026');
    const answers = await Promise.all(Array.from({ length: 8 }, () => tell(fresh, (tx) => ledger.post(tx, grant))));
    expect(new Set(answers).size).toBe(1);
    expect(await tell(fresh, (tx) => ledger.post(tx, { ...grant, pence: pence(1) }))).toBe('transfer.key-reused');
  });
});

describe('what nobody may do to the ledger', () => {
  it('lets the service neither change nor delete a transfer, nor set a balance', async () => {
    const fresh = await freshLedger();
    await tell(fresh, (tx) => ledger.post(tx, movement(fresh, 0, 1, 500_00, 'grant')));
    const statements = [
      `update transfer set pence = 1`,
      `delete from transfer`,
      `update account set credits_posted = 100`,
      `delete from account`,
      `update transfer_pending set pence = 1`,
      `insert into account (id, authority_id, kind, fund, financial_year, may_overdraw, credits_posted, opened_at)
       values (gen_random_uuid(), '${fresh.authorityId}', 'FUND', 'OTHER', '2026-27', false, 100, '2026-11-02')`,
    ];
    for (const sql of statements) {
      const attempt = stage.work.inTransaction(fresh.actor, async (tx) => ({ ok: true, value: await tx.query(sql) }));
      await expect(attempt).rejects.toThrow(/permission denied/);
    }
  });

  it('shows when a balance or a promise was altered behind its back', async () => {
    const fresh = await freshLedger();
    await tell(fresh, (tx) => ledger.post(tx, movement(fresh, 0, 1, 500_00, 'grant')));
    const promised = await tell(fresh, (tx) => ledger.promise(tx, movement(fresh, 1, 2, 100_00, 'promise')));
    await asAdmin(stage.adminUrl, 'update account set credits_posted = credits_posted + 1 where id = $1', [
      fresh.ids[1],
    ]);
    await asAdmin(stage.adminUrl, 'update transfer_pending set voided_pence = 1 where transfer_id = $1', [promised]);
    const faults = await stage.work.read(fresh.actor, ledgerFaults);
    expect(faults).toEqual([
      { kind: 'account', id: fresh.ids[1] },
      { kind: 'pending', id: promised },
      { kind: 'unbalanced', id: fresh.authorityId },
    ]);
  });

  it("shows nothing of another authority's accounts", async () => {
    const [ours, theirs] = [await freshLedger(), await freshLedger()];
    const seen = await stage.work.read(ours.actor, (tx) => tx.query<{ id: string }>('select id from account'));
    expect(seen.map((row) => row.id).filter((id) => theirs.ids.includes(id))).toEqual([]);
    const across = { ...movement(ours, 0, 1, 100, 'x'), creditAccountId: theirs.ids[1] ?? '' };
    await expect(stage.work.inTransaction(ours.actor, (tx) => ledger.post(tx, across))).rejects.toThrow();
  });
});

describe('the chain over transfers', () => {
  it('names the first transfer that was touched', async () => {
    const fresh = await freshLedger();
    for (const n of [1, 2, 3]) await tell(fresh, (tx) => ledger.post(tx, movement(fresh, 0, 1, n * 100, `c${n}`)));
    const log = { event: () => undefined, failure: () => undefined } as unknown as EventLog;
    await new ChainSealer(stage.work, log).sealAll();
    const verify = async () => (await verifyChains(stage.work, ['transfer']))[0];
    expect((await verify())?.fault).toBeUndefined();
    const touched = await asAdmin<{ id: string }>(
      stage.adminUrl,
      `update transfer set pence = pence + 1 where authority_id = $1 and business_key = 'c2' returning id`,
      [fresh.authorityId],
    );
    expect((await verify())?.fault).toMatchObject({ rowId: touched[0]?.id, why: 'row-changed' });
  });
});
