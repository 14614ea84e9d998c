import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HIGH_NEEDS, pence, serviceActor, valueOf } from '../../../src/kernel/index.js';
import { BudgetSetUp } from '../../../src/modules/budget/index.js';
import { UnitOfWork } from '../../../src/platform/index.js';
import { startApp, type TestApp } from '../../support/app.js';
import { AUTHORITY_ID } from '../../support/workplaces.js';

let service: TestApp;
beforeAll(async () => {
  service = await startApp();
  const actor = serviceActor('demonstration', AUTHORITY_ID, ['budget.manage', 'budget.read']);
  const fund = { authorityId: AUTHORITY_ID, fund: HIGH_NEEDS, financialYear: '2026-27', grantPence: pence(123_456_78) };
  valueOf(
    await service.app
      .get(UnitOfWork)
      .inTransaction(actor, (tx) => service.app.get(BudgetSetUp).openFund(tx, { ...fund, key: 'first' })),
  );
});
afterAll(() => service.close());

describe('the budget position', () => {
  it('shows finance what each fund has, has promised, has spent and has left', async () => {
    const finance = await service.agent('finance-officer');
    const page = await finance.get('/budget').expect(200);
    expect(page.text).toContain('£123,456.78');
    expect(page.text).toContain('href="/budget/HIGH_NEEDS/2026-27"');
    const file = await finance.get('/budget?format=csv').expect(200);
    expect(file.text).toContain('High needs budget,2026-27,123456.78,0.00,0.00,123456.78');
    await finance.get('/budget/HIGH_NEEDS/2026-27').expect(200);
    const api = await finance.get('/api/v1/budget/positions').expect(200);
    expect(api.body.items).toMatchObject([{ fund: 'HIGH_NEEDS', allocatedPence: 12_345_678, leftPence: 12_345_678 }]);
  });

  it('answers a fund or year that does not exist like any missing page', async () => {
    const finance = await service.agent('finance-officer');
    for (const path of [
      '/budget/NO_FUND/2026-27',
      '/budget/HIGH_NEEDS/2026',
      '/budget/HIGH_NEEDS/%00',
      "/budget/'--/x",
    ]) {
      const answer = await finance.get(path);
      expect([path, answer.status]).toEqual([path, 404]);
    }
    await finance.get('/budget/HIGH_NEEDS/2026-27?offset[]=1&offset[]=2&format[a]=b').expect(200);
  });

  it('is not for providers; a school sees its own balance only', async () => {
    await (await service.agent('provider-manager')).get('/budget').expect(403);
    const head = await service.agent('head-teacher');
    await head.get('/budget').expect(403);
    const page = await head.get('/budget/school').expect(200);
    expect(page.text).toContain('Nothing has been committed for your school.');
  });
});

describe('messages', () => {
  it('say plainly that there are none', async () => {
    const head = await service.agent('head-teacher');
    const page = await head.get('/messages?offset=-1').expect(200);
    expect(page.text).toContain('You have no messages yet.');
    await head.form('/messages/read').expect(303);
  });
});
