import { describe, expect, it } from '@jest/globals';
import { dateOnly } from '../../../kernel/index.js';
import { waitingDays } from './waiting-days.js';

const event = (kind: string, day: string) => ({ kind, at: new Date(`${day}T10:00:00Z`) });
const days = (...timeline: ReturnType<typeof event>[]) =>
  waitingDays(dateOnly('2026-11-02'), dateOnly('2026-11-22'), [event('SUBMITTED', '2026-11-02'), ...timeline]);

describe('the days a request has waited', () => {
  it('are all of them while nobody asked the school for more', () => {
    expect(days()).toEqual({ gross: 20, stopped: 0, net: 20 });
  });

  it('are told without those from a return to the day it was sent again', () => {
    const twice = [event('RETURNED', '2026-11-16'), event('SENT_AGAIN', '2026-11-18')];
    expect(days(event('RETURNED', '2026-11-04'), event('SENT_AGAIN', '2026-11-09'), ...twice)).toEqual({
      gross: 20,
      stopped: 7,
      net: 13,
    });
  });

  it('stand still while the school still has it, counted once however often it is said', () => {
    const again = [event('RETURNED', '2026-11-12'), event('RETURNED', '2026-11-14')];
    expect(days(...again)).toEqual({ gross: 20, stopped: 10, net: 10 });
  });

  it('lose none to a return that is answered the same day', () => {
    expect(days(event('RETURNED', '2026-11-04'), event('SENT_AGAIN', '2026-11-04')).net).toBe(20);
  });
});
