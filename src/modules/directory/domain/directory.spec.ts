import { describe, expect, it } from '@jest/globals';
import { FULL_WEEK, NO_SESSIONS, sessionSet } from '../../../kernel/index.js';
import { type Entry, findIn, forEverybody, type Search, sitesOf } from './directory.js';
import { type Cell, drawMap } from './map.js';

const anEntry = (over: Partial<Entry> = {}): Entry => ({
  providerId: 'provider-1',
  providerName: 'Example Learning',
  about: '',
  supplyRoute: 'FRAMEWORK',
  lots: [{ number: 1, name: 'Full time' }],
  siteId: 'site-1',
  siteName: 'Main site',
  postcode: 'M1 1AA',
  grid: { easting: 384_120, northing: 398_990 },
  accessFeatures: [],
  registrationKind: 'REGISTERED_SCHOOL',
  programmeId: 'programme-1',
  programmeName: 'Core',
  componentKind: 'AP',
  yearFrom: 9,
  yearTo: 11,
  needs: ['SEMH'],
  curriculum: ['MATHS'],
  qualifications: ['GCSE'],
  specialisms: ['Motor vehicle'],
  patterns: [{ id: 'pattern-1', label: 'Mondays', sessions: sessionSet(['mon-am', 'mon-pm']) }],
  ...over,
});
const anything: Search = {
  text: null,
  need: null,
  yearGroup: null,
  subject: null,
  qualification: null,
  sessions: NO_SESSIONS,
  from: null,
  withinMetres: null,
};
const found = (search: Partial<Search>, ...entries: Partial<Entry>[]): string[] =>
  findIn(entries.map(anEntry), { ...anything, ...search }).map(({ programmeId }) => programmeId);

describe('a search of the directory', () => {
  it.each<[string, Partial<Search>, Partial<Search>]>([
    ['need', { need: 'SEMH' }, { need: 'ASD' }],
    ['year group', { yearGroup: 9 }, { yearGroup: 8 }],
    ['subject', { subject: 'MATHS' }, { subject: 'MUSIC' }],
    ['qualification', { qualification: 'GCSE' }, { qualification: 'SITE_SAFETY' }],
    ['words', { text: 'motor' }, { text: 'horse' }],
    ['half days', { sessions: FULL_WEEK }, { sessions: sessionSet(['mon-am', 'tue-pm']) }],
    [
      'distance',
      { from: { easting: 384_120, northing: 397_990 }, withinMetres: 1000 },
      { from: { easting: 384_120, northing: 397_990 }, withinMetres: 999 },
    ],
  ])('finds by %s, and leaves out what does not fit', (_, fits, misses) => {
    expect(found(fits, {})).toEqual(['programme-1']);
    expect(found(misses, {})).toEqual([]);
  });

  it('takes a programme without named needs as one for any need', () => {
    expect(found({ need: 'ASD' }, { needs: [] })).toEqual(['programme-1']);
  });

  it('leaves out of a distance limit whoever’s position nobody knows, and puts it last without one', () => {
    const from = { easting: 384_000, northing: 398_000 };
    const nowhere = { programmeId: 'nowhere', providerName: 'Aardvark', grid: null };
    expect(found({ from, withinMetres: 5000 }, nowhere, {})).toEqual(['programme-1']);
    expect(found({ from }, nowhere, {})).toEqual(['programme-1', 'nowhere']);
    expect(found({}, {}, nowhere)).toEqual(['nowhere', 'programme-1']);
  });

  it('numbers sites in the order in which they come up', () => {
    const hits = findIn(
      [
        anEntry({ siteId: 'b', siteName: 'B', programmeId: 'p1' }),
        anEntry({ siteId: 'a', siteName: 'A', programmeId: 'p2' }),
        anEntry({ siteId: 'b', siteName: 'B', programmeId: 'p3' }),
      ],
      anything,
    );
    expect(sitesOf(hits).map(({ number, hits: [first, ...more] }) => [number, first.siteName, more.length])).toEqual([
      [1, 'A', 0],
      [2, 'B', 1],
    ]);
  });

  it('tells everybody the area and not the address', () => {
    const { postcode, grid } = forEverybody(anEntry());
    expect({ postcode, grid }).toEqual({ postcode: 'M1', grid: { easting: 384_500, northing: 398_500 } });
  });
});

describe('the map', () => {
  const cell = (easting: number, northing: number, authorityCode: string, postcodes = 50): Cell => ({
    easting,
    northing,
    postcodes,
    authorityCode,
  });
  const at = { easting: 384_500, northing: 398_500 };

  it('is as wide as its column, no closer than eight kilometres, north up', () => {
    const south = { easting: 384_500, northing: 397_500 };
    const drawing = drawMap([], [{ number: 1, name: 'A', at }], south);
    expect([drawing?.width, drawing?.height]).toEqual([96, 80]);
    expect(drawing?.markers).toEqual([{ number: 1, name: 'A', x: 48, y: 35 }]);
    expect(drawing?.from).toEqual({ x: 48, y: 45 });
  });

  it('draws a line where one council’s land meets another’s and none within one', () => {
    const cells = [cell(384_000, 398_000, '352'), cell(385_000, 398_000, '355'), cell(384_000, 399_000, '352')];
    const drawing = drawMap(cells, [{ number: 1, name: 'A', at }], null);
    expect(drawing?.borders).toBe('M53 35v10');
    expect(drawing?.land.map(({ path }) => path.split('z').length - 1)).toEqual([0, 3, 0]);
  });

  it('stands markers of one spot side by side, and is not drawn of nothing', () => {
    const drawing = drawMap(
      [],
      [
        { number: 1, name: 'A', at },
        { number: 2, name: 'B', at },
      ],
      null,
    );
    expect(drawing?.markers.map(({ x }) => x)).toEqual([48, 54]);
    expect(drawMap([], [], null)).toBeNull();
  });
});
