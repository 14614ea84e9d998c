import { describe, expect, it } from '@jest/globals';
import { dateOnly } from '../../../kernel/index.js';
import {
  filledIn,
  LETTER_AUDIENCES,
  letterFor,
  type LetterAudience,
  type LetterFacts,
  withoutName,
} from './panel-letter.js';

const CHILD = { forename: 'Zebedee', surname: 'Quillfeather' };
const facts = (over: Partial<LetterFacts> = {}): LetterFacts => ({
  authority: 'Example Council',
  panel: 'Placement panel',
  reference: 'RF-000001',
  pupilReference: 'PU-000001',
  decidedOn: dateOnly('2026-11-02'),
  outcome: 'APPROVED',
  reasons: 'The nearest that meets {forename}’s needs.',
  conditions: null,
  declined: null,
  offer: {
    places: [{ organisationId: 'p', where: 'Example Centre', programme: 'Core', days: 'every day' }],
    startsOn: dateOnly('2026-11-09'),
    plannedEnd: dateOnly('2026-12-18'),
    answerBy: dateOnly('2026-11-05'),
    agreed: false,
  },
  support: null,
  again: { askBy: dateOnly('2026-11-23'), answerDays: 10 },
  ...over,
});
const said = (audience: LetterAudience, over: Partial<LetterFacts> = {}): string =>
  JSON.stringify(letterFor(audience, facts(over)));

describe('letters of a panel', () => {
  it('tell a provider where, when and by when to answer, and neither school, reasons nor conditions', () => {
    const text = said('PROVIDER', { conditions: 'A review after six weeks.' });
    expect(text).toContain('PU-000001');
    expect(text).toContain('5 November 2026');
    expect(text).not.toMatch(/forename|surname|RF-000001|nearest|six weeks|look at it again/);
  });

  it('tell nothing to a provider where no place is offered', () => {
    expect(
      letterFor('PROVIDER', facts({ outcome: 'DECLINED', declined: 'SUPPORT_IN_SCHOOL', offer: null })),
    ).toBeNull();
  });

  it.each(['SCHOOL', 'FAMILY'] as const)(
    'say to %s what was decided, why, what is next and how to ask again',
    (audience) => {
      const text = said(audience, { outcome: 'DECLINED', declined: 'SUPPORT_IN_SCHOOL', offer: null });
      for (const part of ['2 November 2026', 'The nearest', '23 November 2026', '10 school days'])
        expect(text).toContain(part);
    },
  );

  it('speak to a family in short sentences, without a reference to law or matching', () => {
    for (const outcome of ['APPROVED', 'APPROVED_WITH_CONDITIONS', 'SUPPORT', 'DECLINED', 'DEFERRED'] as const) {
      const { sections = [] } = letterFor('FAMILY', facts({ outcome, reasons: 'It helps.' })) ?? {};
      for (const sentence of sections.flatMap(({ words }) => words.flatMap((one) => one.split(/[.:] /)))) {
        expect(sentence.split(' ').length).toBeLessThanOrEqual(26);
        expect(sentence).not.toMatch(/provider|referral|statutory|s\.19|matching|clock/i);
      }
    }
  });

  it('say who helps and from when, or that the team has no place yet; a provider reads nothing of it', () => {
    const support = {
      team: 'Example mentors',
      kind: 'Mentoring',
      startsOn: dateOnly('2026-11-09'),
      plannedEnd: dateOnly('2026-12-20'),
    };
    for (const audience of ['SCHOOL', 'FAMILY'] as const) {
      expect(said(audience, { support })).toMatch(/Example mentors[^]*9 November 2026[^]*20 December 2026/);
      const waiting = said(audience, {
        outcome: 'SUPPORT',
        offer: null,
        support: { ...support, startsOn: null, plannedEnd: null },
      });
      expect(waiting).toMatch(/Example mentors[^]*(team is full|no time just now)/);
    }
    expect(said('PROVIDER', { support })).not.toContain('mentors');
  });

  it('hold no name, whatever people wrote, and read the same for whoever may see it', () => {
    const typed = 'Zebedee Quillfeather’s mother asked. Quillfeather, Zebedee; Zebedees are others.';
    const kept = withoutName(typed, CHILD);
    expect(kept).toBe('{forename} {surname}’s mother asked. {surname}, {forename}; Zebedees are others.');
    const content = { title: '', sections: [{ title: '', words: [kept] }] };
    expect(filledIn(content, CHILD).sections[0]?.words).toEqual([typed]);
    expect(filledIn(content, null).sections[0]?.words[0]).toMatch(/^the pupil’s mother/);
  });

  it('take names with signs of their own as they are', () => {
    const child = { forename: 'D.J. ($&)', surname: 'O’Nil' };
    expect(withoutName('For D.J. ($&) O’Nil.', child)).toBe('For {forename} {surname}.');
    const content = { title: '', sections: [{ title: '', words: ['{forename}'] }] };
    expect(filledIn(content, child).sections[0]?.words).toEqual(['D.J. ($&)']);
  });

  it('say something to the school and the family after every outcome', () => {
    for (const audience of Object.keys(LETTER_AUDIENCES) as LetterAudience[]) {
      for (const outcome of ['APPROVED', 'DECLINED', 'DEFERRED'] as const) {
        const { sections } = letterFor(audience, facts({ outcome })) ?? { sections: [] };
        expect(sections.length).toBeGreaterThan(1);
      }
    }
  });
});
