import { describe, expect, it } from '@jest/globals';
import { dataOf, type Gathered, givenRow, pageOf } from './write-export.js';

const someone = '0198a1b2-0000-7000-8000-000000000001';
const gathered: Gathered = {
  reference: 'P-000001',
  gatheredOn: '2 November 2026',
  sections: [
    { title: 'Needs', table: 'referral_need', rows: [{ note: '<script>alert(1)</script> & "more"' }] },
    { title: 'Reviews', table: 'placement_review', rows: [] },
  ],
  withheld: [{ title: 'People to be kept apart', because: 'It is about another person.' }],
};

describe('everything held on one child', () => {
  it('leaves out who of the staff did it, other people, and marks of our own', () => {
    const row = {
      note: 'Said so',
      marked_by: someone,
      asked_by: 'FAMILY',
      other_name: 'Mo Example',
      row_hash: 'x',
      empty: null,
    };
    expect(givenRow(row, { without: ['other_name'] })).toEqual({ note: 'Said so', asked_by: 'FAMILY' });
  });

  it('names what is withheld, counts what is given, and runs nothing that somebody typed', () => {
    const page = pageOf(gathered);
    expect(page).toContain('People to be kept apart. It is about another person.');
    expect(page).toContain('<h2>Needs (1)</h2>');
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;');
    expect(page).not.toContain('Reviews');
    expect(JSON.parse(dataOf(gathered))).toEqual(gathered);
  });
});
