import { Injectable } from '@nestjs/common';
import { type Actor, addDays, type DateOnly, may } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import { FindOpeningClocks } from './opening-clocks.js';

const KIND = 'Openings';

interface Ageing {
  /** Open, and to be confirmed within the days of the reminder or since. */
  readonly due: number;
  readonly oldest: DateOnly | null;
  /** Closed by the clock, for nobody confirmed them. */
  readonly closed: number;
  readonly stale: number;
  readonly providers: number;
  readonly likely: number;
  readonly firmBy: DateOnly | null;
}

/** Asks a provider's people to confirm what they have open, and tells an authority what it can no longer rely on. */
@Injectable()
export class OpeningTasks implements TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clocks: FindOpeningClocks,
  ) {}

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    const { organisationId, role } = actor;
    if (organisationId === null) return [];
    if (role?.startsWith('PROVIDER')) return may(actor, 'opening.confirm') ? this.ofProvider(actor) : [];
    return may(actor, 'opening.manage') ? this.ofAuthority(actor) : [];
  }

  private ofProvider(actor: Actor): Promise<readonly Task[]> {
    return this.work.read(actor, async (tx) => {
      const { found, confirmedDays } = await this.ageing(tx, actor.organisationId);
      const href = `/openings/confirm?provider=${actor.organisationId}`;
      const tasks: Task[] = [];
      if (found.closed > 0) {
        tasks.push({
          title: `Confirm ${counted(found.closed)} that ${found.closed === 1 ? 'has' : 'have'} closed to new pupils`,
          href,
          kind: KIND,
          dueOn: tx.today,
          detail: 'Nobody confirmed them in time. They take pupils again the moment you do.',
        });
      }
      if (found.oldest !== null) {
        const dueOn = addDays(found.oldest, confirmedDays);
        const detail = 'Schools and panels rely on what you say is open.';
        tasks.push({ title: `Confirm ${counted(found.due)}`, href, kind: KIND, dueOn, detail });
      }
      if (found.firmBy !== null && may(actor, 'opening.manage')) {
        tasks.push({
          title: `Say whether ${found.likely === 1 ? '1 likely opening is' : `${found.likely} likely openings are`} certain`,
          href: `/openings?provider=${actor.organisationId}&show=likely`,
          kind: KIND,
          dueOn: found.firmBy,
          detail: 'They lapse after that day, and nobody is placed there before you say.',
        });
      }
      return tasks;
    });
  }

  private ofAuthority(actor: Actor): Promise<readonly Task[]> {
    return this.work.read(actor, async (tx) => {
      const { found } = await this.ageing(tx, null);
      if (found.stale + found.closed === 0) return [];
      const of = found.providers === 1 ? '1 provider' : `${found.providers} providers`;
      return [
        {
          title: `${counted(found.stale + found.closed)} of ${of} not confirmed in time`,
          href: '/openings?show=unconfirmed',
          kind: KIND,
          dueOn: tx.today,
          detail: 'Ask the providers whether the places are still there.',
        },
      ];
    });
  }

  /** Of one provider, or of all that the actor sees. */
  private async ageing(tx: Tx, providerId: string | null): Promise<{ found: Ageing; confirmedDays: number }> {
    const { openingConfirmedDays, openingRemindDays } = await this.clocks.forActor(tx);
    const dueSince = addDays(tx.today, openingRemindDays - openingConfirmedDays);
    const staleBefore = addDays(tx.today, -openingConfirmedDays);
    const [row] = await tx.query<Ageing>(
      `SELECT (count(*) FILTER (WHERE status = 'OPEN' AND confirmed_on <= $3))::int AS due,
              min(confirmed_on) FILTER (WHERE status = 'OPEN' AND confirmed_on <= $3) AS oldest,
              (count(*) FILTER (WHERE status = 'UNCONFIRMED'))::int AS closed,
              (count(*) FILTER (WHERE status = 'OPEN' AND confirmed_on < $4))::int AS stale,
              (count(DISTINCT provider_organisation_id)
                FILTER (WHERE status = 'UNCONFIRMED' OR (status = 'OPEN' AND confirmed_on < $4)))::int AS providers,
              (count(*) FILTER (WHERE status = 'LIKELY'))::int AS likely,
              min(firm_by) FILTER (WHERE status = 'LIKELY') AS "firmBy"
         FROM opening WHERE ($1::uuid IS NULL OR provider_organisation_id = $1) AND valid_to >= $2`,
      [providerId, tx.today, dueSince, staleBefore],
    );
    const none = { due: 0, oldest: null, closed: 0, stale: 0, providers: 0, likely: 0, firmBy: null };
    return { found: row ?? none, confirmedDays: openingConfirmedDays };
  }
}

const counted = (openings: number): string => (openings === 1 ? '1 opening' : `${openings} openings`);
