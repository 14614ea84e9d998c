import {
  type Actor,
  dateOnly,
  type Role,
  ROLE_PERMISSIONS,
  type SupportKind,
  valueOf,
} from '../../src/kernel/index.js';
import type { RequestGiven } from '../../src/modules/support/application/ask-support.js';
import { AnswerRequest, AskSupport, KeepTeams } from '../../src/modules/support/index.js';
import { type PersonaKey, subjectOf } from './personas.js';
import type { PlacementWorld } from './placement-world.js';
import { aPerson } from './unit-of-work.js';
import { WORKPLACES } from './workplaces.js';

const day = dateOnly;

/** What a school asks about a made-up pupil. */
export const A_REQUEST: RequestGiven = {
  sort: 'MENTOR',
  kind: 'MENTOR',
  teamId: null,
  about: 'PUPIL',
  who: '',
  pupil: { upn: '', forename: 'Made', surname: 'Up', yearGroup: '9' },
  seen: 'Leaves lessons when work is hard.',
  tried: 'A card for time out, for six weeks; it helped a little.',
};

/** Teams, requests and rounds in a world that has a policy, a calendar and people. */
export async function supported(world: Pick<PlacementWorld, 'app' | 'admin' | 'coordinator' | 'lead' | 'one'>) {
  const { app, coordinator, lead, one } = world;
  async function person(key: PersonaKey, role: Role, place: keyof typeof WORKPLACES): Promise<Actor> {
    const user = await one<{ id: string }>('SELECT id FROM app_user WHERE subject = $1', [subjectOf(key)]);
    const permissions = ROLE_PERMISSIONS[role];
    return { ...aPerson({ role, ...WORKPLACES[place], permissions }), userId: user?.id ?? null };
  }
  const specialist = await person('specialist', 'SPECIALIST', 'authority');
  const commissioner = await person('commissioner', 'COMMISSIONER', 'authority');
  let names = 0;

  /** One full-time specialist for so many pupils, since 1 September. */
  async function team(
    over: { readonly pupils?: number; readonly kind?: SupportKind; readonly leads?: boolean | null } = {},
  ): Promise<string> {
    names += 1;
    const { teamId } = valueOf(
      await app.get(KeepTeams).add(commissioner, {
        name: `Example team ${names}`,
        kind: over.kind ?? 'MENTOR',
        employerId: WORKPLACES.authority.organisationId,
        startsOn: day('2026-09-01'),
        endsOn: null,
        fteHundredths: 100,
        caseloadPerFte: over.pupils ?? 2,
      }),
    );
    if (over.leads !== null) {
      const member = { userId: specialist.userId ?? '', leads: over.leads ?? true };
      valueOf(await app.get(KeepTeams).addMember(coordinator, teamId, member));
    }
    return teamId;
  }
  const ask = async (over: Partial<RequestGiven> = {}, actor = lead): Promise<string> =>
    valueOf(await app.get(AskSupport).run(actor, { ...A_REQUEST, ...over })).requestId;
  const grantOf = (teamId: string, startsOn = '2026-11-09') => ({
    answer: 'grant',
    words: 'A mentor comes twice a week.',
    teamId,
    startsOn: day(startsOn),
    weeks: null,
  });
  async function granted(teamId: string): Promise<{ requestId: string; cycleId: string }> {
    const requestId = await ask();
    const { cycleId } = valueOf(await app.get(AnswerRequest).run(coordinator, requestId, grantOf(teamId)));
    return { requestId, cycleId: cycleId ?? '' };
  }
  return { person, specialist, commissioner, team, ask, grantOf, granted };
}
export type Supported = Awaited<ReturnType<typeof supported>>;
