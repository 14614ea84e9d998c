import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { newId, valueOf } from '../../../src/kernel/index.js';
import { anAuthority, organisationEntities, organisationsOf, registrar } from '../../support/organisations.js';
import { aPerson, testUnitOfWork, type TestWork } from '../../support/unit-of-work.js';

const HEADER =
  'URN,LA (code),LA (name),EstablishmentNumber,EstablishmentName,TypeOfEstablishment (code),EstablishmentStatus (name),OpenDate,CloseDate,PhaseOfEducation (name),StatutoryLowAge,StatutoryHighAge,NumberOfPupils,Trusts (name),Postcode,Easting,Northing,UPRN';
const OAK =
  '200001,352,Manchester,4001,Oak High,1,Open,01-09-1999,,Secondary,11,16,900,,M14 7PA,384000,398000,100063000001';
const ASH =
  '200002,352,Manchester,4002,Ash Académie,34,Open,01/09/2016,,Secondary,11,18,88.5,Leaf Trust,M14 7PB,385000,399000,1.00063E+11';
const ELM = '200003,201,City of London,3614,Elm Primary,02,Open,01-01-1900,,Primary,4,11,234,,EC3A 5DE,533498,181201,';
const file = (...rows: string[]) => Buffer.from([HEADER, ...rows].join('\r\n'), 'utf8');
const inPieces = (bytes: Buffer, size: number) =>
  async function* () {
    for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
  };

describe('importing the register', () => {
  let t: TestWork;
  let parts: ReturnType<typeof organisationsOf>;
  beforeAll(async () => {
    t = await testUnitOfWork([...organisationEntities]);
    parts = organisationsOf(t.work);
    await anAuthority(t.work);
  });
  afterAll(() => t.close());

  const load = (bytes: Buffer, size = 64 * 1024) => parts.load.run(registrar, 'extract.csv', inPieces(bytes, size));
  const newest = () => t.work.read(registrar, async (tx) => (await parts.imports.list(tx, 1)).imports[0]);
  const reportOf = async () => {
    const latest = await newest();
    return t.work.read(registrar, (tx) => parts.rows.page(tx, latest?.id ?? '', {}, 100));
  };
  const school = (urn: string) => t.work.read(registrar, (tx) => parts.organisations.byUrn(tx, urn));
  const register = (urn: string) =>
    t.work.read(registrar, (tx) =>
      tx.query<Record<string, unknown>>('select * from establishment where urn = $1', [urn]),
    );

  it('takes Windows-1252 cut anywhere, halves in counts, three date layouts and rounded property numbers', async () => {
    const bytes = iconv.encode([HEADER, OAK, ASH, ELM].join('\r\n'), 'win1252');
    expect(valueOf(await load(bytes, 7))).toMatchObject({ NEW: 3, WARNED: 1, FAULTY: 0 });
    expect(await newest()).toMatchObject({ status: 'APPLIED', encoding: 'win1252', rowsTotal: 3, rowsDone: 3 });
    expect(await register('200002')).toMatchObject([
      { name: 'Ash Académie', pupils: '88.5', opened_on: '2016-09-01', type_name: 'Academy converter', uprn: null },
    ]);
    expect(await register('200003')).toMatchObject([{ opened_on: null, type_code: '2', status: 'OPEN' }]);
  });

  it('makes organisations of the authorities served, with their trusts, and leaves the others in the register', async () => {
    const ash = await school('200002');
    expect(ash).toMatchObject({ kind: 'SCHOOL', name: 'Ash Académie', authorityCode: '352', easting: 385_000 });
    const trust = await t.work.read(registrar, (tx) => parts.organisations.byId(tx, ash?.trustId ?? newId()));
    expect(trust).toMatchObject({ kind: 'TRUST', name: 'Leaf Trust' });
    expect(await school('200003')).toBeUndefined();
  });

  it('changes nothing when the same file comes twice, in whichever encoding', async () => {
    expect(valueOf(await load(file(OAK, ASH, ELM)))).toMatchObject({ NEW: 0, CHANGED: 0, MISSING: 0, UNCHANGED: 3 });
    expect(await newest()).toMatchObject({ status: 'DISCARDED' });
  });

  it('shows field by field what a later extract changes, and what has closed', async () => {
    const [oak, ash] = [
      OAK.replace('900', '905').replace('Oak High', 'Oak Academy'),
      ASH.replace('Open,01', 'Closed,01'),
    ];
    expect(valueOf(await load(file(oak, ash, ELM)))).toMatchObject({ CHANGED: 1, CLOSED: 1, UNCHANGED: 1 });
    const [first, second] = await reportOf();
    expect(first).toMatchObject({
      outcome: 'CHANGED',
      line: 2,
      changes: { name: ['Oak High', 'Oak Academy'], pupils: [900, 905] },
    });
    expect(second).toMatchObject({ outcome: 'CLOSED', changes: { status_code: ['1', '2'] } });
    expect(await school('200001')).toMatchObject({ name: 'Oak Academy' });
    expect(await school('200002')).toMatchObject({ status: 'CLOSED' });
  });

  it('leaves columns that a later year no longer has as they were', async () => {
    const bytes = Buffer.from('URN,EstablishmentName,EstablishmentStatus (code)\n200001,Oak Academy,3\n', 'utf8');
    expect(valueOf(await load(bytes))).toMatchObject({ CHANGED: 1 });
    expect(await register('200001')).toMatchObject([{ status: 'PROPOSED_TO_CLOSE', pupils: '905', la_code: '352' }]);
    expect((await newest())?.missingColumns).toContain('la_code');
  });

  it('says which establishments of an authority a file no longer has, once, and keeps them', async () => {
    const other = OAK.replace('200001', '200009');
    expect(valueOf(await load(file(other)))).toMatchObject({ NEW: 1, MISSING: 1 });
    expect((await reportOf()).find((row) => row.outcome === 'MISSING')).toMatchObject({ key: '200001', line: null });
    expect(valueOf(await load(file(other)))).toMatchObject({ MISSING: 0, UNCHANGED: 1 });
    expect(await school('200001')).toBeDefined();
    await load(file(OAK, other));
    expect(await register('200001')).toMatchObject([{ missing_since_import_id: null }]);
  });

  it('keeps authority and status where the file is blank, with a warning', async () => {
    const blank = OAK.replace(',352,Manchester,', ',,,').replace(',Open,', ',,');
    expect(valueOf(await load(file(blank)))).toMatchObject({ UNCHANGED: 1, WARNED: 1 });
    const [row] = await reportOf();
    expect(row?.warnings?.map((each) => `${each.field}: ${each.rule}`)).toEqual([
      'LA (code): blank',
      'EstablishmentStatus: blank',
    ]);
  });

  it('applies nothing of a file with a broken row, and names line and fault of each', async () => {
    const broken = ['99,352,Manchester', OAK, OAK, ELM.replace('200003', '20000X'), ELM.replace('Elm Primary', ' ')];
    const before = await register('200001');
    expect(await load(file(...broken))).toMatchObject({
      ok: false,
      problem: { code: 'register.faults', facts: { rows: 4 } },
    });
    expect((await reportOf()).map((row) => [row.line, row.faults?.[0]?.rule])).toEqual([
      [2, 'cells'],
      [3, undefined],
      [4, 'repeated'],
      [5, 'urn'],
      [6, 'required'],
    ]);
    expect(await register('200001')).toEqual(before);
  });

  it.each([
    ['nothing at all', Buffer.alloc(0), 'register.empty'],
    ['a header alone is not a fault', file(), undefined],
    ['a zipped file', Buffer.from('504b030414000000', 'hex'), 'register.compressed'],
    ['a packed file', Buffer.from('1f8b0800', 'hex'), 'register.compressed'],
    ['UTF-16', Buffer.from('\ufeffURN,EstablishmentName', 'utf16le'), 'register.utf-16'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d', 'hex'), 'register.not-text'],
    ['another table', Buffer.from('a,b\n1,2\n'), 'register.not-a-register'],
    ['a column twice', Buffer.from('URN,EstablishmentName,URN\n200001,Oak,200002\n'), 'register.register-header-twice'],
    ['an open quote', Buffer.from(`${HEADER}\n"200001,352`), 'register.csv'],
    ['one endless row', Buffer.from(`${HEADER}\n${'x'.repeat(200_000)}`), 'register.csv'],
  ])('answers %s with a reason', async (_, bytes, code) => {
    const result = await load(bytes);
    expect(result.ok ? undefined : result.problem.code).toBe(code);
  });

  it('refuses a preview that the register has overtaken', async () => {
    const preview = async (bytes: Buffer) => {
      const id = newId();
      const head = { id, fileId: null, fileName: 'a.csv', byteSize: bytes.length, sha256: 'x' };
      await t.work.read(registrar, (tx) => parts.imports.add(tx, head));
      valueOf(await parts.reader.run(registrar, id, inPieces(bytes, 1_000)));
      return id;
    };
    const [first, second] = [
      await preview(file(OAK.replace('900', '1'))),
      await preview(file(OAK.replace('900', '2'))),
    ];
    expect(await parts.apply.applyNow(registrar, first)).toMatchObject({ ok: true });
    expect(await parts.apply.applyNow(registrar, second)).toMatchObject({
      problem: { code: 'register.preview-stale' },
    });
    expect(await parts.apply.applyNow(registrar, first)).toMatchObject({ problem: { code: 'state.not-allowed' } });
    expect(await register('200001')).toMatchObject([{ pupils: '1' }]);
  });

  it('begins a file again that was killed half way', async () => {
    const id = newId();
    const bytes = file(OAK.replace('900', '7'), ELM);
    await t.work.read(registrar, (tx) =>
      parts.imports.add(tx, { id, fileId: null, fileName: 'a.csv', byteSize: 1, sha256: 'x' }),
    );
    const cut = async function* () {
      yield await Promise.resolve(bytes.subarray(0, bytes.length - 20));
      throw new Error('killed');
    };
    let opened = 0;
    await expect(
      parts.reader.run(registrar, id, () => (opened++ === 0 ? inPieces(bytes, 99)() : cut())),
    ).rejects.toThrow('killed');
    expect(await parts.reader.run(registrar, id, inPieces(bytes, 99))).toEqual({ ok: true, value: undefined });
    expect(await t.work.read(registrar, (tx) => parts.imports.find(tx, id))).toMatchObject({
      status: 'PREVIEWED',
      counts: { CHANGED: 1, UNCHANGED: 1 },
    });
  });

  it('links predecessors and successors from their own file', async () => {
    const links =
      'URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\r\n200002,200001,"St Thomas à Becket, Oak",Predecessor,01-09-2016\r\n';
    expect(valueOf(await load(iconv.encode(links, 'win1252')))).toMatchObject({ NEW: 1, MISSING: 0 });
    expect(valueOf(await load(iconv.encode(links, 'win1252')))).toMatchObject({ UNCHANGED: 1 });
    expect(valueOf(await load(iconv.encode(links.replace('2016', '2017'), 'win1252')))).toMatchObject({ CHANGED: 1 });
    const rows = await t.work.read(registrar, (tx) =>
      tx.query('select link_name, established_on from establishment_link'),
    );
    expect(rows).toEqual([{ link_name: 'St Thomas à Becket, Oak', established_on: '2017-09-01' }]);
  });

  it('lets nobody import, or see an import, without the permission', async () => {
    const reader = aPerson({ permissions: ['organisation.read'] });
    const latest = await newest();
    expect(await parts.apply.applyNow(reader, latest?.id ?? '')).toMatchObject({ problem: { kind: 'forbidden' } });
    expect(await t.work.read(reader, (tx) => parts.imports.find(tx, latest?.id ?? ''))).toBeUndefined();
    expect(await t.work.read(reader, (tx) => parts.organisations.byUrn(tx, '200001'))).toBeDefined();
  });
});
