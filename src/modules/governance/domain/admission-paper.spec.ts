import { describe, expect, it } from '@jest/globals';
import { dateOnly } from '../../../kernel/index.js';
import { admittedFrom, letterParagraphs, type LetterFacts, outcomesFor, outcomeWords } from './admission-paper.js';

describe('what the board may decide on an applicant', () => {
  it('is everything where a regime scores and everything published is met', () => {
    expect(outcomesFor({ scored: true, meets: true })).toEqual([
      'ADMIT',
      'ADMIT_WITH_CONDITIONS',
      'REFUSE',
      'DEFERRED',
    ]);
  });

  it('is to confirm or to defer where whoever meets the conditions must be admitted', () => {
    expect(outcomesFor({ scored: false, meets: true })).toEqual(['ADMIT', 'DEFERRED']);
    expect(outcomeWords('ADMIT', { scored: false })).toBe('Confirm that the published conditions are met');
    expect(outcomeWords('ADMIT', { scored: true })).toBe('Admit');
  });

  it('is never to admit who fails what was published', () => {
    for (const scored of [true, false]) {
      expect(outcomesFor({ scored, meets: false })).toEqual(['REFUSE', 'DEFERRED']);
    }
  });
});

describe('an admission counts', () => {
  const on = dateOnly('2026-12-17');
  const days = (count: number, toldOn = on) => ({
    days: count,
    toldOn,
    bankHolidays: [dateOnly('2026-12-25'), dateOnly('2026-12-28')],
  });

  it('from the day it was planned for, and never before it was decided', () => {
    expect(admittedFrom(dateOnly('2027-03-01'), on, days(0)).from).toBe('2027-03-01');
    expect(admittedFrom(dateOnly('2026-06-01'), on, days(0))).toEqual({ from: on, standstillUntil: null });
  });

  it('after the last working day of a standstill', () => {
    // Friday 18, Monday 21 to Thursday 24, then Tuesday 29, Wednesday 30 and Thursday 31 December.
    expect(admittedFrom(dateOnly('2026-06-01'), on, days(8))).toEqual({
      from: '2027-01-01',
      standstillUntil: '2026-12-31',
    });
    expect(admittedFrom(dateOnly('2027-03-01'), on, days(8)).from).toBe('2027-03-01');
  });

  it('after a standstill that counts from the day on which it was told, where that is later', () => {
    const later = days(8, dateOnly('2026-12-21'));
    expect(admittedFrom(dateOnly('2026-06-01'), on, later).standstillUntil).toBe('2027-01-04');
    expect(admittedFrom(dateOnly('2026-06-01'), on, { ...later, days: 0 }).from).toBe(on);
  });
});

describe('a letter', () => {
  const facts: LetterFacts = {
    authority: 'Exampleton',
    framework: 'the purchasing system',
    lot: 'lot 5: Part-time: construction',
    provider: 'Example Provider',
    outcome: 'ADMIT',
    reasons: 'Every standard is met.',
    conditions: null,
    decidedOn: dateOnly('2026-12-17'),
    standstillUntil: dateOnly('2026-12-31'),
    admittedFrom: dateOnly('2027-03-01'),
    admittedTo: dateOnly('2028-10-27'),
    feedback: [],
  };

  it('says what was decided, from when to when, and about a standstill', () => {
    expect(letterParagraphs(facts).join(' ')).toContain(
      'You are admitted to this lot from 1 March 2027 to 27 October 2028. There is a standstill until 31 December 2026.',
    );
    expect(letterParagraphs({ ...facts, standstillUntil: null }).join(' ')).not.toContain('standstill');
  });

  it('tells who is refused that it can be looked at again', () => {
    const words = letterParagraphs({ ...facts, outcome: 'REFUSE', admittedFrom: null }).join(' ');
    expect(words).toContain('You have not been admitted to this lot.');
    expect(words).toContain('looked at again');
    expect(words).toContain('There is a standstill until 31 December 2026.');
  });

  it('says of nobody who came without a bid that they applied', () => {
    const words = letterParagraphs({ ...facts, applied: false }).join(' ');
    expect(words).toContain('decided on your admission to the purchasing system, lot 5: Part-time: construction, on');
    expect(words).not.toContain('appli');
  });
});
