import { describe, expect, it } from '@jest/globals';
import { valueOf } from '../../../kernel/index.js';
import { kindOfHeader, type RegisterKind, registerReader } from './read-register.js';
import * as read from './register-values.js';

const rowOf = (columns: Record<string, string>, kind: RegisterKind = 'ESTABLISHMENTS') => {
  const cells: Record<string, string> = { URN: '105144', EstablishmentName: 'Oak High', ...columns };
  return valueOf(registerReader(kind, Object.keys(cells))).read(Object.values(cells));
};
const linkOf = (columns: Record<string, string>) => {
  const cells: Record<string, string> = { URN: '100006', LinkURN: '134643', LinkType: 'Successor', ...columns };
  return valueOf(registerReader('LINKS', Object.keys(cells))).read(Object.values(cells));
};
const rulesOf = (row: ReturnType<typeof rowOf>) => row.warnings.map(({ field, rule }) => `${field} ${rule}`);

describe('a cell of the register', () => {
  it.each([
    ['22-04-2025', '2025-04-22'],
    ['22/04/2025', '2025-04-22'],
    ['2025-04-22', '2025-04-22'],
    ['22/04/2025 00:00:00', '2025-04-22'],
    ['1/9/2016', '2016-09-01'],
    ['01-01-1900', null],
    ['1900-01-01', null],
    [' ', null],
  ])('reads the date %p as %p', (cell, expected) => {
    expect(read.readDate(cell)).toEqual({ value: expected });
  });

  it.each(['31-02-2020', '2020-13-01', '04/22/2025', '22-04-25', '20250422', 'soon'])(
    'does not guess at %p',
    (cell) => {
      expect(read.readDate(cell)).toEqual({ warning: 'date' });
    },
  );

  it.each([
    [1, '01', '1'],
    [1, '1', '1'],
    [1, '0', '0'],
    [3, '352', '352'],
    [4, '4001', '4001'],
    [4, '11', '0011'],
    [1, 'CE10', 'CE10'],
  ])('keeps a code at %i digits or more: %p is %p', (width, cell, expected) => {
    expect(read.readCode(width)(cell)).toEqual({ value: expected });
  });

  it('counts pupils in halves, places in wholes', () => {
    expect(read.readHalves('88.5')).toEqual({ value: 88.5 });
    expect(read.readHalves('1,024')).toEqual({ value: 1024 });
    expect(read.readHalves('88.3')).toEqual({ warning: 'halves' });
    expect(read.readWhole('446.0')).toEqual({ value: 446 });
    expect(read.readWhole('-1')).toEqual({ warning: 'whole-number' });
    expect(read.readPercentage('37.4%')).toEqual({ value: 37.4 });
    expect(read.readPercentage('101')).toEqual({ warning: 'percentage' });
  });

  it('does not believe a property number that a spreadsheet rounded', () => {
    expect(read.readUprn('1.00063E+11')).toEqual({ warning: 'uprn-rounded' });
    expect(read.readUprn('010001234567')).toEqual({ value: '10001234567' });
  });

  it('puts right what was read as Latin-1 on the way, and refuses what nothing can put right', () => {
    expect(read.readText('St John\u0092s')).toEqual({ value: 'St John’s' });
    expect(read.readText('  Siân\r\nSchool ')).toEqual({ value: 'Siân, School' });
    expect(read.readText('a\u0000b')).toEqual({ warning: 'characters' });
    expect(read.readText('x'.repeat(501))).toEqual({ warning: 'too-long' });
  });

  it.each([
    ['www.oak.example', 'http://www.oak.example'],
    ['https://oak.example/a', 'https://oak.example/a'],
  ])('makes the website %p one that can be followed', (cell, expected) => {
    expect(read.readWebsite(cell)).toEqual({ value: expected });
  });

  it.each([
    'javascript:alert(1)',
    'mailto:head@oak.example',
    'http://user@oak.example',
    'not a site',
    'ftp://oak.example',
  ])('makes no link of %p', (cell) => {
    expect(read.readWebsite(cell)).toEqual({ warning: 'website' });
  });
});

describe('a row of establishments', () => {
  it('finds codes by name and names by code, however the name is spelt that year', () => {
    expect(rowOf({ 'TypeOfEstablishment (name)': 'Academy 16-19 sponsor led' }).record).toMatchObject({
      type_code: '46',
    });
    expect(rowOf({ 'TypeOfEstablishment (name)': 'Service childrens education' }).record).toMatchObject({
      type_code: '26',
    });
    expect(rowOf({ 'TypeOfEstablishment (code)': '014' }).record).toMatchObject({ type_name: 'Pupil referral unit' });
    expect(rowOf({ 'PhaseOfEducation (name)': 'Middle deemed secondary' }).record).toMatchObject({ phase_code: '5' });
    expect(rulesOf(rowOf({ 'TypeOfEstablishment (name)': 'Moon school' }))).toEqual(['type_name name-unknown']);
  });

  it('says nothing about columns that the file does not have', () => {
    const reader = valueOf(registerReader('ESTABLISHMENTS', ['URN', 'EstablishmentName', 'HeadLastName', 'x_ours']));
    expect(reader.missing).toContain('ofsted_rating');
    expect(reader.ignored).toEqual(['HeadLastName', 'x_ours']);
    expect(reader.read(['105144', 'Oak High', 'Example', '1']).record).toEqual({ urn: '105144', name: 'Oak High' });
  });

  it('reads columns in any order and any case', () => {
    const reader = valueOf(registerReader('ESTABLISHMENTS', [' establishmentname ', 'urn', 'PostCode']));
    expect(reader.read(['Oak High', '105144', 'm147pa']).record).toMatchObject({ postcode: 'M14 7PA', urn: '105144' });
  });

  it('takes a blank authority for a hole in the extract, not for news', () => {
    const row = rowOf({ 'LA (code)': '', 'LA (name)': '', 'EstablishmentStatus (name)': '' });
    expect(rulesOf(row)).toEqual(['LA (code) blank', 'EstablishmentStatus blank']);
    expect(Object.keys(row.record)).toEqual(['urn', 'name']);
  });

  it('takes nought for an unknown position, and half a position for none', () => {
    expect(rowOf({ Easting: '0', Northing: '0' })).toMatchObject({
      record: { easting: null, northing: null },
      warnings: [],
    });
    const half = rowOf({ Easting: '384000', Northing: '' });
    expect(half.record).toMatchObject({ easting: null, northing: null });
    expect(rulesOf(half)).toEqual(['Easting half-position']);
  });

  it('keeps an odd cell out and the row in', () => {
    const row = rowOf({ OpenDate: '31-02-2020', StatutoryLowAge: '16', StatutoryHighAge: '11' });
    expect(row.faults).toEqual([]);
    expect(row.record).not.toHaveProperty('opened_on');
    expect(rulesOf(row)).toEqual(['OpenDate date', 'StatutoryLowAge ages-reversed']);
  });

  it.each([
    [{ URN: '' }, 'urn'],
    [{ URN: '12345' }, 'urn'],
    [{ URN: '1e5' }, 'urn'],
    [{ EstablishmentName: ' ' }, 'required'],
  ])('cannot be used with %j', (columns, rule) => {
    expect(rowOf(columns).faults.map((fault) => fault.rule)).toEqual([rule]);
  });
});

describe('a row of links', () => {
  it('is known by both numbers and the kind of link', () => {
    expect(linkOf({ LinkEstablishedDate: '01-01-2022' })).toMatchObject({
      key: '100006 134643 Successor',
      record: { urn: '100006', link_urn: '134643', established_on: '2022-01-01' },
      faults: [],
    });
    expect(linkOf({ LinkURN: 'x' }).faults.map((fault) => fault.rule)).toEqual(['urn']);
    expect(linkOf({ LinkType: '' }).faults.map((fault) => fault.rule)).toEqual(['required']);
  });
});

describe('the first row of a file', () => {
  it('tells the two kinds apart', () => {
    expect(kindOfHeader(['URN', 'LinkURN', 'LinkType'])).toEqual({ ok: true, value: 'LINKS' });
    expect(kindOfHeader(['EstablishmentName', 'URN'])).toEqual({ ok: true, value: 'ESTABLISHMENTS' });
    expect(kindOfHeader(['URN;EstablishmentName'])).toMatchObject({ problem: { code: 'register.not-a-register' } });
  });

  it('names a column that stands there twice', () => {
    expect(registerReader('ESTABLISHMENTS', ['URN', 'EstablishmentName', 'Postcode', 'postcode'])).toMatchObject({
      problem: { fields: [{ rule: 'register-header-twice', facts: { column: 'Postcode' } }] },
    });
  });
});
