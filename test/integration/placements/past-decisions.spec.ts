import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, ROLE_PERMISSIONS, ROLES, valueOf } from '../../../src/kernel/index.js';
import { PastDecisions } from '../../../src/modules/placements/application/past-decisions.js';
import { whatBecame } from '../../../src/modules/placements/domain/past-decisions.js';
import { decidedBy } from '../../support/panel-decided.js';
import { aPanel, type Panel } from '../../support/panel-room.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../../support/placement-world.js';
import { aPerson } from '../../support/unit-of-work.js';
import { WORKPLACES } from '../../support/workplaces.js';

describe('what became of the panel’s decisions', () => {
  let world: PlacementWorld;
  let panel: Panel;
  let centre: SupplyPoint;
  let past: PastDecisions;
  const made: Record<string, string> = {};
  beforeAll(async () => {
    world = await placementWorld();
    panel = await aPanel(world);
    centre = await world.supply({ places: 30 });
    past = world.app.get(PastDecisions);
    const by = decidedBy(world, panel, centre);
    for (const key of ['offered', 'agreed', 'fallen']) {
      const { decisionId } = await by.decided('APPROVED', { letters: false });
      made[key] = decisionId;
    }
    made.declined = (await by.decided('DECLINED', { letters: false })).decisionId;
    const placementOf = async (key: string) =>
      (await world.one<{ id: string }>('SELECT id FROM placement WHERE decision_id = $1', [made[key]]))?.id ?? '';
    valueOf(await world.answer.accept(centre.manager, await placementOf('agreed')));
    valueOf(await world.answer.decline(centre.manager, await placementOf('fallen'), { reason: 'NO_STAFF', note: '' }));
  });
  afterAll(() => world.close());

  const seen = async (actor: Actor, offset = 0) => valueOf(await past.view(actor, { offset, limit: 25 }));

  it('is read from the placements under them, the newest first, with the true number', async () => {
    const { decisions, total } = await seen(panel.people.chair);
    expect(total).toBe(4);
    const became = new Map(decisions.map((one) => [one.decisionId, whatBecame(one)]));
    expect(became.get(made.offered ?? '')).toBe('OFFERED');
    expect(became.get(made.agreed ?? '')).toBe('TO_START');
    expect(became.get(made.fallen ?? '')).toBe('NEVER_STARTED');
    expect(became.get(made.declined ?? '')).toBe('NO_PLACE');
    expect(decisions.find(({ decisionId }) => decisionId === made.offered)?.startsOn).toBe(dateOnly('2026-11-09'));
    expect((await seen(panel.people.chair, 3)).decisions).toHaveLength(1);
  });

  it('leaves out what a member withdrew from, and tells no small numbers', async () => {
    expect((await seen(panel.people.head)).total).toBe(0);
    expect((await seen(world.coordinator)).groups).toMatchObject([{ group: 'PERMANENT_EXCLUSION', hidden: 'YES' }]);
    const page = await (await world.agent('coordinator')).get('/panel/past').expect(200);
    expect(page.text).toContain('Not told');
    expect(page.text).toContain('Never started');
  });

  it.each(ROLES)('is for those who sit on a panel and who prepare it: %s', async (role) => {
    const actor = aPerson({ role, ...WORKPLACES.authority, permissions: ROLE_PERMISSIONS[role] });
    const view = await past.view(actor, { offset: 0, limit: 25 });
    expect(view.ok).toBe(['PANEL_COORDINATOR', 'PANEL_CHAIR', 'PANEL_MEMBER'].includes(role));
  });
});
