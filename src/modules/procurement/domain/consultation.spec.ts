import { describe, expect, it } from '@jest/globals';
import { checkPoint, consultationPhase, mayAnswer } from './consultation.js';

const at = (text: string) => new Date(`2026-11-02T${text}Z`);
const TIMES = { closesAt: at('12:00:00'), answeredAt: null, cancelledAt: null };

describe('a consultation', () => {
  it('takes comments until its last second, then waits for its answer', () => {
    expect(consultationPhase(TIMES, at('11:59:59.999'))).toBe('OPEN');
    expect(consultationPhase(TIMES, at('12:00:00'))).toBe('CLOSED');
    expect(consultationPhase({ ...TIMES, answeredAt: at('13:00:00') }, at('14:00:00'))).toBe('ANSWERED');
    expect(consultationPhase({ ...TIMES, cancelledAt: at('10:00:00') }, at('10:30:00'))).toBe('CANCELLED');
  });

  it('is answered once it has closed and every comment has an answer', () => {
    expect(mayAnswer('CLOSED', 0).ok).toBe(true);
    expect(mayAnswer('CLOSED', 1)).toMatchObject({ problem: { code: 'consultation.unanswered', facts: { count: 1 } } });
    expect(mayAnswer('OPEN', 0)).toMatchObject({ problem: { code: 'consultation.still-open' } });
    expect(mayAnswer('ANSWERED', 0)).toMatchObject({ problem: { code: 'consultation.stands' } });
  });

  it('has points that answer comments which have no answer yet, each once', () => {
    const given = { heard: ' Too many hours. ', changed: 'Fewer.', commentIds: ['a', 'a'] };
    expect(checkPoint(given, [{ id: 'a' }])).toEqual({
      ok: true,
      value: { heard: 'Too many hours.', changed: 'Fewer.', commentIds: ['a'] },
    });
    expect(checkPoint(given, []).ok).toBe(false);
    expect(checkPoint({ ...given, changed: ' ' }, [{ id: 'a' }]).ok).toBe(false);
  });
});
