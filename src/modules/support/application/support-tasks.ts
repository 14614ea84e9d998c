import { Injectable } from '@nestjs/common';
import { type Actor, addDays, type DateOnly, formatDate, may, mondayOf } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import type { LinkSource, Task, TaskSource } from '../../../web/index.js';
import { REQUEST_STATES } from '../domain/request.js';
import { type Cycle, CycleStore } from '../persistence/cycle.store.js';
import { RequestStore, type SupportRequest } from '../persistence/request.store.js';
import { TeamStore } from '../persistence/team.store.js';
import { supportPolicy } from '../support.policy.js';

const MOST = 50;
/** How long before its planned end somebody is asked what follows a round. */
const AHEAD_DAYS = 7;
const KIND = 'Support';

/** What of support waits for somebody. Titles hold references, never names. */
@Injectable()
export class SupportTasks implements TaskSource, LinkSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly requests: RequestStore,
    private readonly cycles: CycleStore,
    private readonly teams: TeamStore,
  ) {}

  tasksFor(actor: Actor): Promise<readonly Task[]> {
    if (!supportPolicy.canRead(actor)) return Promise.resolve([]);
    return this.work.read(actor, async (tx) =>
      may(actor, 'support.answer') ? this.toAnswer(tx) : (await this.requests.suggested(tx, MOST)).map(suggestedTask),
    );
  }

  /** Where a referral's own page leads on to support that came before it or was granted with it. */
  async linksFor(actor: Actor, { id }: { readonly id: string }): Promise<{ text: string; href: string }[]> {
    if (!supportPolicy.canRead(actor)) return [];
    const requests = await this.work.read(actor, (tx) => this.requests.ofReferral(tx, id));
    return requests.map((one) => ({
      text: `Support ${one.reference}: ${REQUEST_STATES[one.status].toLowerCase()}`,
      href: `/support/requests/${one.id}`,
    }));
  }

  private async toAnswer(tx: Tx): Promise<Task[]> {
    const whole = may(tx.actor, 'support.authority');
    const led = (await this.teams.ofActor(tx)).filter(({ leads }) => leads).map(({ id }) => id);
    const mine = (teamId: string | null): boolean => whole || led.includes(teamId ?? '');
    const open = (await this.requests.open(tx, MOST)).filter(({ teamId }) => mine(teamId));
    const by = addDays(tx.today, AHEAD_DAYS);
    const ending = (await this.cycles.open(tx, MOST)).filter((one) => mine(one.teamId) && whenDue(one) <= by);
    return [
      ...open.filter(({ status }) => status === 'ASKED').map(answerTask),
      ...(await this.placesFree(tx, open)),
      ...ending.map(decideTask),
    ];
  }

  /** Whoever waited longest for a team that has a place again. */
  private async placesFree(tx: Tx, open: readonly SupportRequest[]): Promise<Task[]> {
    const waiting = open.filter(({ status }) => status === 'WAITING');
    if (waiting.length === 0) return [];
    const teams = await this.teams.list(tx, nextMonday(tx.today));
    return teams
      .filter(({ offered, taken }) => offered - taken >= 100)
      .flatMap((team) => waiting.find(({ teamId }) => teamId === team.id) ?? [])
      .map(({ id, reference, team, waitingSince }) => ({
        title: `Grant ${reference} the place that is free`,
        href: `/support/requests/${id}`,
        kind: KIND,
        dueOn: waitingSince,
        detail: `${team ?? ''}; it has waited longest`,
      }));
  }
}

const nextMonday = (today: DateOnly): DateOnly => addDays(mondayOf(today), 7);

const answerTask = ({ id, reference, dueOn, school }: SupportRequest): Task => ({
  title: `Answer ${reference}`,
  href: `/support/requests/${id}`,
  kind: KIND,
  dueOn,
  detail: `${school} asks for support`,
});

const suggestedTask = ({ id, reference, dueOn }: SupportRequest): Task => ({
  title: `Begin the referral that ${reference} was answered with`,
  href: `/support/requests/${id}`,
  kind: KIND,
  dueOn,
  detail: 'What you said is carried over',
});

const whenDue = ({ status, reviewOn, plannedEnd }: Cycle): DateOnly =>
  status === 'UNDER_REVIEW' && reviewOn !== null ? reviewOn : plannedEnd;

const decideTask = (cycle: Cycle): Task => ({
  title: `${cycle.status === 'UNDER_REVIEW' ? 'Review' : 'Decide what follows'} ${cycle.reference}`,
  href: `/support/cycles/${cycle.id}`,
  kind: KIND,
  dueOn: whenDue(cycle),
  detail:
    cycle.status === 'UNDER_REVIEW'
      ? `${cycle.team}, ${cycle.school}`
      : `${cycle.team}, ${cycle.school}; it is planned until ${formatDate(cycle.plannedEnd)}`,
});
