import pg from 'pg';
import { newId } from '../../src/kernel/index.js';
import { BudgetPosition, BudgetSetUp, Commitments, Ledger, SchoolOrders } from '../../src/modules/budget/index.js';

/** The budget's services, wired by hand. */
export function budgetServices() {
  const ledger = new Ledger();
  const orders = new SchoolOrders();
  return {
    ledger,
    orders,
    commitments: new Commitments(ledger, orders),
    position: new BudgetPosition(),
    setUp: new BudgetSetUp(ledger),
  };
}

/** Runs statements as the superuser: for arranging what a test does not exercise, and for looking behind the scenes. */
export async function asAdmin<T extends object>(adminUrl: string, sql: string, params: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    return (await client.query<T>(sql, params)).rows;
  } finally {
    await client.end();
  }
}

let codes = 100;

/** An authority of its own for each ledger; only its row, nothing else. */
export async function aBareAuthority({ adminUrl }: { readonly adminUrl: string }): Promise<string> {
  const id = newId();
  codes += 1;
  await asAdmin(adminUrl, 'insert into authority (id, code, name) values ($1, $2, $3)', [
    id,
    String(codes),
    'Ledgerham',
  ]);
  return id;
}
