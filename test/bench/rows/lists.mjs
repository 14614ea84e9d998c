import { aCouncil, from, statementsOf, withService } from '../service.mjs';

const SIZES = [50, 500];

/** Statements for the first page of a list, whatever the number of rows behind it. */
export function listQueries() {
  return withService({ demonstration: false }, async ({ app, url }) => {
    const council = await aCouncil(app);
    const headers = { authorization: `Bearer ${council.token}` };
    const results = [];
    let rows = 0;
    for (const size of SIZES) {
      await moreRows(app, council, rows, size);
      rows = size;
      for (const list of ['organisations', 'providers']) {
        const address = `${url}/api/v1/${list}?limit=200`;
        const { total } = await (await fetch(address, { headers })).json();
        if (!(total >= size)) throw new Error(`${list} holds ${total} of ${size} rows`);
        const started = performance.now();
        const statements = await statementsOf(async () => (await fetch(address, { headers })).text());
        const note = `${Math.round(performance.now() - started)} ms for a page of ${Math.min(size, 200)}`;
        results.push({ row: `list of ${list}, ${size} rows`, value: statements.length, unit: 'statements', note });
      }
    }
    return results;
  });
}

async function moreRows(app, { work, organisations, registrar, authorityId, organisationId }, fromRow, toRow) {
  const { newId, serviceActor, valueOf } = await from('kernel/index.js');
  const { ManageProvider } = await from('modules/providers/index.js');
  const commissioner = {
    ...serviceActor('demonstration', authorityId, ['provider.manage', 'provider.read']),
    organisationId,
    userId: newId(),
  };
  for (let n = fromRow; n < toRow; n += 1) {
    const school = { kind: 'SCHOOL', name: `Bench School ${n}`, urn: String(700_000 + n), authorityCode: '352' };
    await work.read(registrar, async (tx) => valueOf(await organisations.add(tx, school)));
    const provider = { name: `Bench Provider ${n}`, urn: null, supplyRoute: 'MAINTAINED_AP', commissionerId: null };
    const added = await app
      .get(ManageProvider, { strict: false })
      .add(commissioner, { ...provider, about: '', vatNumber: null });
    valueOf(added);
  }
}
