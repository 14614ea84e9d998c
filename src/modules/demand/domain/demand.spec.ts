import { describe, expect, it } from '@jest/globals';
import { type Asked, byArea, byNeed, byPhase, type Offered, standingEmpty } from './demand.js';

const someAsked = (count: number, over: Partial<Asked> = {}): Asked[] =>
  Array.from({ length: count }, () => ({
    waiting: true,
    placed: false,
    yearGroup: 9,
    need: 'SEMH',
    area: 'M14',
    ...over,
  }));
const anOffer = (over: Partial<Offered> = {}): Offered => ({
  openingId: 'opening-1',
  providerId: 'provider-1',
  provider: 'Example Learning',
  programme: 'Core',
  area: 'M14',
  yearFrom: 7,
  yearTo: 9,
  needs: ['SEMH'],
  places: 8,
  likely: false,
  free: 3,
  emptyTenths: 20,
  ...over,
});

describe('what is needed against what is offered', () => {
  it('counts who waits, who asked, who was placed, and how many go short', () => {
    const asked = [...someAsked(10), ...someAsked(20, { waiting: false, placed: true })];
    expect(byPhase(asked, [anOffer()])).toEqual([
      { label: 'Years 7 to 9', waiting: 10, asked: 30, placed: 20, places: 8, free: 3, likely: 0, short: 7 },
    ]);
  });

  it('shows likely places beside those that are promised, and counts nobody into them', () => {
    const [row] = byPhase(someAsked(10), [anOffer(), anOffer({ likely: true, places: 5, free: 5 })]);
    expect(row).toMatchObject({ places: 8, free: 3, likely: 5, short: 7 });
    expect(standingEmpty([anOffer({ likely: true })])).toEqual([]);
  });

  it('goes short of nobody where more is free than asked for', () => {
    expect(byPhase(someAsked(5), [anOffer({ free: 9 })])[0]?.short).toBe(0);
  });

  it('tells nothing of a group below five, nor of the one it could be worked out from', () => {
    const asked = [...someAsked(3), ...someAsked(6, { yearGroup: 10 }), ...someAsked(40, { yearGroup: 3 })];
    const rows = byPhase(asked, [anOffer()]);
    expect(rows.map(({ label, waiting, short }) => [label, waiting, short])).toEqual([
      ['Reception to year 6', 40, 40],
      ['Years 7 to 9', null, null],
      ['Years 10 and 11', null, null],
    ]);
    expect(rows.map(({ places }) => places)).toEqual([0, 8, 0]);
  });

  it('tells nothing of a group whose waiting and whole differ by fewer than five', () => {
    const asked = [...someAsked(9), ...someAsked(2, { waiting: false }), ...someAsked(30, { yearGroup: 10 })];
    expect(byPhase(asked, []).map(({ asked: all }) => all)).toEqual([null, null]);
  });

  it('counts a child under its first need, and a place under every need it is for', () => {
    const asked = [...someAsked(6), ...someAsked(7, { need: 'ASD' }), ...someAsked(8, { need: null })];
    const rows = byNeed(asked, [anOffer({ needs: ['SEMH', 'ASD'] }), anOffer({ needs: [], places: 1 })]);
    const shown = rows
      .filter(({ waiting }) => waiting !== 0)
      .map(({ label, waiting, places }) => [label, waiting, places]);
    expect(shown).toEqual([
      ['Social, emotional and mental health', 6, 9],
      ['Autistic spectrum disorder', 7, 9],
      ['No special educational need named', 8, 9],
    ]);
  });

  it('orders areas as people read them', () => {
    const rows = byArea([...someAsked(5, { area: 'M14' }), ...someAsked(5, { area: 'M2' })], [anOffer({ area: '' })]);
    expect(rows.map(({ label }) => label)).toEqual(['Not known', 'M2', 'M14']);
  });

  it('lists what stood empty by a place or more, most first', () => {
    const offers = [5, 10, 30, null].map((emptyTenths) => anOffer({ emptyTenths }));
    expect(standingEmpty(offers).map(({ emptyTenths }) => emptyTenths)).toEqual([30, 10]);
  });
});
