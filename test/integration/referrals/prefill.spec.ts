import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dateOnly, type Result, valueOf } from '../../../src/kernel/index.js';
import { MarkRegister } from '../../../src/modules/attendance/index.js';
import { Prefill } from '../../../src/modules/referrals/application/prefill.js';
import { ViewDraft } from '../../../src/modules/referrals/application/view-draft.js';
import { type Answers, StartReferral } from '../../../src/modules/referrals/index.js';
import { placementWorld, type PlacementWorld } from '../../support/placement-world.js';
import { answersOf, aUpn } from '../../support/referrals.js';
import { reviewedPlacements } from '../../support/reviewed.js';

const day = dateOnly;
const codeOf = (result: Result<unknown>) => (result.ok ? 'done' : result.problem.code);

describe('filling in what is held under a number', () => {
  let world: PlacementWorld;
  let prefill: Prefill;
  beforeAll(async () => {
    world = await placementWorld();
    prefill = world.app.get(Prefill);
  });
  afterAll(() => world.close());

  const draft = async (answers: Answers, actor = world.lead) =>
    valueOf(await world.app.get(StartReferral).run(actor, answers)).id;
  const opened = async (id: string, actor = world.lead) => valueOf(await world.app.get(ViewDraft).run(actor, id));

  it('takes over what the school said before, and its attendance at a place, where the draft is empty', async () => {
    const upn = aUpn();
    const scores = [{ scale: 'SDQ', value: 27, takenOn: '2026-10-01' }];
    const { placementId, centre } = await reviewedPlacements(world).underWay('EXCLUSION', {
      answers: { 'pupil.upn': upn, 'assessments.scores': scores },
    });
    const mark = (on: string, code: string) => ({ placementId, on: day(on), half: 'AM' as const, code });
    valueOf(
      await world.app.get(MarkRegister).run(centre.manager, {
        reason: null,
        marks: [mark('2026-11-10', '/'), mark('2026-11-11', '/'), mark('2026-11-12', 'O')],
      }),
    );
    const id = await draft({ 'pupil.upn': upn, 'pupil.forename': 'Newly', type: 'PREVENTATIVE_EARLY' });
    expect((await opened(id)).heldFrom).toMatch(/^R-\d{6}$/);
    const { filled } = valueOf(await prefill.run(world.lead, id));
    expect(filled).toEqual(
      expect.arrayContaining(['pupil.surname', 'needs.codes', 'history.tried', 'assessments.scores']),
    );
    const { answers } = await opened(id);
    expect(answers).toMatchObject({
      'pupil.forename': 'Newly',
      type: 'PREVENTATIVE_EARLY',
      'needs.codes': ['SEMH', 'SLCN'],
    });
    expect(answers['risks.assessed']).toBeUndefined();
    expect(answers['assessments.scores']).toEqual([
      ...scores,
      { scale: 'ATTENDANCE', value: 66.7, takenOn: '2026-11-30' },
    ]);
    expect(valueOf(await prefill.run(world.lead, id)).filled).toEqual([]);
  });

  it('counts the school days of suspension that requests named since September, for a suspension', async () => {
    world.clock.set('2026-11-02T09:00:00Z');
    const upn = aUpn();
    await world.referral({ ...answersOf('SUSPENSION', ''), 'pupil.upn': upn });
    const ask = async (type: 'SUSPENSION' | 'PREVENTATIVE_EARLY') => {
      const id = await draft({ 'pupil.upn': upn, type });
      valueOf(await prefill.run(world.lead, id));
      return (await opened(id)).answers;
    };
    expect((await ask('SUSPENSION'))['suspended.daysBefore']).toBe(10);
    const early = await ask('PREVENTATIVE_EARLY');
    expect([early['suspended.daysBefore'], early['suspended.blocks']]).toEqual([undefined, undefined]);
  });

  it('tells nothing of what another school said, and nothing where nothing is held', async () => {
    const upn = aUpn();
    await world.referral({ 'pupil.upn': upn });
    const theirs = await draft({ 'pupil.upn': upn }, world.otherLead);
    expect((await opened(theirs, world.otherLead)).heldFrom).toBeNull();
    expect(codeOf(await prefill.run(world.otherLead, theirs))).toBe('referral.nothing-held');
    expect(codeOf(await prefill.run(world.lead, theirs))).toBe('referral.not-found');
    expect(codeOf(await prefill.run(world.lead, await draft({ 'pupil.upn': aUpn() })))).toBe('referral.nothing-held');
    const sent = await world.referral({ 'pupil.upn': aUpn() });
    expect(codeOf(await prefill.run(world.lead, sent))).toBe('action.forbidden');
    const coordinators = await draft({ 'pupil.upn': upn }, world.coordinator);
    expect((await opened(coordinators, world.coordinator)).heldFrom).toBeNull();
  });
});
