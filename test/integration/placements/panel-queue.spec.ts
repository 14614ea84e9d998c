import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dateOnly, FULL_WEEK, valueOf } from '../../../src/kernel/index.js';
import { type QueueFilter, WHOLE_QUEUE } from '../../../src/modules/placements/domain/queue-filter.js';
import { aPanel, type Panel } from '../../support/panel-room.js';
import { placementWorld, type PlacementWorld } from '../../support/placement-world.js';
import { WORKPLACES } from '../../support/workplaces.js';

/** A request that can wait until spring, of a pupil in the year. */
const later = (year: number) => ({
  type: 'PREVENTATIVE_DUAL' as const,
  'pupil.yearGroup': year,
  'sessions.wanted': FULL_WEEK,
  'sessions.startsOn': dateOnly('2027-02-22'),
  'sessions.endsOn': dateOnly('2027-03-19'),
});

describe('the queue of a panel', () => {
  let world: PlacementWorld;
  let panel: Panel;
  let excluded: string;
  let ninth: string;
  beforeAll(async () => {
    world = await placementWorld();
    panel = await aPanel(world);
    excluded = await world.referral();
    ninth = await world.referral(later(9));
    for (let n = 0; n < 30; n += 1) await world.referral(later(10), world.otherLead);
    await panel.plan('2026-11-09');
  });
  afterAll(() => world.close());

  const found = async (over: Partial<QueueFilter>) => {
    const asked = { filter: { ...WHOLE_QUEUE, ...over }, offset: 0, limit: 25 };
    return valueOf(await panel.queue.view(world.coordinator, asked));
  };

  it.each<[string, Partial<QueueFilter>, number]>([
    ['everything', {}, 32],
    ['a kind', { type: 'PERMANENT_EXCLUSION' }, 1],
    ['what cannot wait', { clock: 'DUE' }, 1],
    ['what can', { clock: 'LATER' }, 31],
    ['a school', { schoolId: WORKPLACES['school-one'].organisationId }, 2],
    ['a phase', { phase: 'KEY_STAGE_4' }, 30],
    ['another phase', { phase: 'PRIMARY' }, 0],
    ['ten days without a decision', { waiting: '10' }, 0],
    ['two of these at once', { schoolId: WORKPLACES['school-one'].organisationId, clock: 'LATER' }, 1],
  ])('is narrowed to %s, with the true number', async (_, over, count) => {
    const view = await found(over);
    expect(view.found).toBe(count);
    expect(view.waiting).toHaveLength(Math.min(count, 25));
    expect(view.counts).toEqual({ total: 32, late: 0, due: 1 });
  });

  it('puts all that cannot wait within what is looked at, and nothing besides', async () => {
    const meetingId = await panel.plan('2026-11-10');
    const filter = { ...WHOLE_QUEUE, phase: 'PRIMARY' as const };
    const none = await panel.queue.putOn(world.coordinator, meetingId, 'ALL_DUE', filter);
    expect(none).toMatchObject({ ok: false, problem: { code: 'panel.nothing-due' } });
    expect(valueOf(await panel.queue.putOn(world.coordinator, meetingId, 'ALL_DUE'))).toBe(1);
    expect((await panel.items(meetingId)).map(({ subjectId }) => subjectId)).toEqual([excluded]);
    const view = await found({});
    expect(view.onAgendas).toMatchObject([{ meetingId, requests: 1 }]);
    expect(view.found).toBe(31);
  });

  it('keeps what is chosen on its other pages, and puts all of it on the agenda by one step', async () => {
    const cora = await world.agent('coordinator');
    const [meeting] = valueOf(await panel.queue.view(world.coordinator)).meetings;
    const second = await cora.form('/panel/queue?clock=LATER', {
      meetingId: meeting?.id ?? '',
      referralIds: [ninth],
      step: 'next',
    });
    expect(second.status).toBe(200);
    expect(second.text).toContain('action="/panel/queue?clock=LATER&amp;offset=25"');
    const kept = new RegExp(`name="kept" value="${ninth}"`);
    const onFirst = second.text.match(kept) === null;
    const others = [...second.text.matchAll(/name="referralIds" type="checkbox" value="([0-9a-f-]{36})"/g)].map(
      ([, id]) => id ?? '',
    );
    expect(others).toHaveLength(6);
    // On which page the ninth year is goes by its id; either way it stays chosen.
    expect(onFirst ? second.text.includes(`value="${ninth}" checked`) : true).toBe(true);
    const [other = ''] = others.filter((id) => id !== ninth);
    const put = await cora.form('/panel/queue?clock=LATER&offset=25', {
      meetingId: meeting?.id ?? '',
      referralIds: [other],
      kept: [ninth],
      step: 'chosen',
    });
    expect(put.status).toBe(303);
    const ids = (await panel.items(meeting?.id ?? '')).map(({ subjectId }) => subjectId);
    expect(ids.toSorted()).toEqual([ninth, other].toSorted());
  });

  it('says so when somebody else was faster, and keeps what was chosen', async () => {
    const cora = await world.agent('coordinator');
    const [meeting] = valueOf(await panel.queue.view(world.coordinator)).meetings;
    const again = { meetingId: meeting?.id ?? '', referralIds: [ninth], step: 'chosen' };
    const refused = await cora.form('/panel/queue', again);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('on the agenda of a meeting already');
  });

  it('answers an address that asks for what nobody offers with the whole queue', async () => {
    const cora = await world.agent('coordinator');
    const page = await cora.get(
      '/panel/queue?type=NONE&clock=a&clock=b&schoolId=x&phase=__proto__&waiting=1&offset=-3',
    );
    expect(page.status).toBe(200);
    expect(page.text).toContain('1 to 25 of 29');
  });
});
