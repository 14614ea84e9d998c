import { describe, expect, it } from '@jest/globals';
import { dateOnly } from '../../../kernel/index.js';
import { nextReminder, wayBack } from './reconsideration.js';

describe('a decision that goes back to the panel', () => {
  it.each([
    ['DECLINED', 'CLOSED', 'REOPEN'],
    ['SUPPORT', 'CLOSED', 'REOPEN'],
    ['DECLINED', 'RETURNED', 'REOPEN'],
    ['DECLINED', 'WITH_SEN', 'REOPEN'],
    ['DECLINED', 'WITHDRAWN', 'OVER'],
    ['APPROVED', 'DECIDED', 'PANEL_SAYS'],
    ['APPROVED', 'PLACED', 'PANEL_SAYS'],
    ['APPROVED', 'SUBMITTED', 'WAITS_ALREADY'],
    ['APPROVED', 'CLOSED', 'OVER'],
  ])('%s, with the request %s: %s', (outcome, status, way) => {
    expect(wayBack(outcome, status)).toBe(way);
  });
});

describe('what is told of a question that waits', () => {
  const asked = {
    dueOn: dateOnly('2026-11-16'),
    remindOn: dateOnly('2026-11-12'),
    remindedAt: null,
    overdueToldAt: null,
    answeredAt: null,
  };
  const at = new Date('2026-11-12T08:00:00Z');
  it.each([
    ['at first', asked, '2026-11-02', { kind: 'DUE', on: '2026-11-12' }],
    ['on its last day', asked, '2026-11-16', { kind: 'DUE', on: '2026-11-12' }],
    ['reminded', { ...asked, remindedAt: at }, '2026-11-12', { kind: 'OVERDUE', on: '2026-11-17' }],
    ['never reminded, and late', asked, '2026-11-17', { kind: 'OVERDUE', on: '2026-11-17' }],
    ['told that it is late', { ...asked, overdueToldAt: at }, '2026-11-18', null],
    ['answered', { ...asked, answeredAt: at }, '2026-11-12', null],
  ])('%s', (_, question, today, next) => {
    expect(nextReminder(question, dateOnly(today))).toEqual(next);
  });
});
