import { dateOnly, FULL_WEEK, valueOf } from '../../src/kernel/index.js';
import { PanelLetters } from '../../src/modules/placements/application/panel-letters.js';
import type { LetterAudience } from '../../src/modules/placements/domain/panel-letter.js';
import type { Panel } from './panel-room.js';
import type { PlacementWorld, SupplyPoint } from './placement-world.js';

/** What a school says on the day of the tests. */
export const A_QUESTION = {
  askedBy: 'SCHOOL',
  asker: '',
  askedOn: dateOnly('2026-11-02'),
  factors: ['NEW_FACTS'],
  grounds: 'A report came after the meeting.',
} as const;

/** Requests that the panel has decided on, and the letters about them. */
export function decidedBy(world: PlacementWorld, panel: Panel, centre: SupplyPoint) {
  const letterOf = async (decisionId: string, audience: LetterAudience): Promise<string> => {
    const sql = 'SELECT id FROM panel_letter WHERE decision_id = $1 AND audience = $2 AND reconsideration_id IS NULL';
    return (await world.one<{ id: string }>(sql, [decisionId, audience]))?.id ?? '';
  };
  return {
    letterOf,
    /** With the letters, unless told otherwise. */
    async decided(outcome: 'APPROVED' | 'DECLINED' = 'DECLINED', over: { letters?: boolean; reason?: string } = {}) {
      const preventative = over.reason !== undefined && over.reason !== 'OTHER_AUTHORITY';
      const dates = {
        'sessions.wanted': FULL_WEEK,
        'sessions.startsOn': dateOnly('2026-11-09'),
        'sessions.endsOn': dateOnly('2026-12-18'),
      };
      const referralId = await world.referral(preventative ? { type: 'PREVENTATIVE_DUAL', ...dates } : {});
      const { itemId, meetingId } = await panel.before(referralId);
      valueOf(await panel.conduct.withdraw(panel.people.head, itemId, panel.seats.head ?? '', ''));
      const place = { patternIds: [centre.patternId], next: [], startsOn: '2026-11-09', plannedEnd: '2026-12-18' };
      const named = outcome === 'APPROVED' ? { ...place, waivers: [] } : { reason: over.reason ?? 'OTHER_AUTHORITY' };
      const motion = { outcome, reasons: 'As the panel saw it.', conditions: '', named };
      const motionId = valueOf(await panel.conduct.putMotion(panel.people.chair, itemId, motion));
      valueOf(await panel.decide.declare(panel.people.chair, motionId, 'CONSENSUS'));
      const row = await world.one<{ id: string }>('SELECT id FROM decision WHERE meeting_item_id = $1', [itemId]);
      const decisionId = row?.id ?? '';
      if (over.letters !== false) valueOf(await world.app.get(PanelLetters).issue(world.coordinator, decisionId));
      return { referralId, itemId, meetingId, decisionId };
    },
  };
}
