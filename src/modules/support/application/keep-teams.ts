import { Injectable } from '@nestjs/common';
import {
  type Actor,
  cleanText,
  type DateOnly,
  forbidden,
  invalid,
  isCode,
  maxDate,
  newId,
  notFound,
  ok,
  type Result,
  SUPPORT_KINDS,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { People } from '../../identity/index.js';
import { Organisations } from '../../organisations/index.js';
import { checkStrength, type Strength } from '../domain/team.js';
import { type Team, TeamStore } from '../persistence/team.store.js';
import { supportPolicy } from '../support.policy.js';

export interface NewTeam extends Strength {
  readonly name: unknown;
  readonly kind: string;
  readonly employerId: string;
  readonly startsOn: DateOnly;
  readonly endsOn: DateOnly | null;
}

/** Teams of specialists: what they do, who employs them, where they work, who is in them, and how strong they are from when. */
@Injectable()
export class KeepTeams {
  constructor(
    private readonly work: UnitOfWork,
    private readonly teams: TeamStore,
    private readonly organisations: Organisations,
    private readonly people: People,
  ) {}

  /** Rules: `name`, `kind`, `employerId`, `endsOn`, and those of a strength. Refused: `support.team-exists`. */
  add(actor: Actor, given: NewTeam): Promise<Result<{ teamId: string }>> {
    const name = cleanText(given.name, { field: 'name', max: 120, required: true });
    if (!name.ok) return Promise.resolve(name);
    const { kind, employerId, startsOn, endsOn } = given;
    if (!isCode(SUPPORT_KINDS, kind)) return Promise.resolve(invalid('kind', 'choose-one'));
    if (endsOn !== null && endsOn < startsOn) return Promise.resolve(invalid('endsOn', 'before-start'));
    return this.work.inTransaction(actor, async (tx) => {
      const { authorityId } = actor;
      if (!supportPolicy.canManage(actor) || authorityId === null) return forbidden('support.manage');
      if (!(await this.mayEmploy(tx, employerId))) return invalid('employerId', 'choose-one');
      const team = { id: newId(), authorityId, name: name.value, kind, employerId, employer: '', startsOn, endsOn };
      const checked = checkStrength(given, { from: startsOn, earliest: startsOn });
      if (!checked.ok) return checked;
      await this.teams.add(tx, team);
      await this.teams.addStrength(tx, team, { from: startsOn, ...strengthOf(given) });
      await tx.audit('support.team-added', { type: 'support-team', id: team.id }, { kind });
      return ok({ teamId: team.id });
    });
  }

  /** From a day on, today at the earliest. Who is with the team stays, however weak it becomes. */
  changeStrength(actor: Actor, id: string, given: Strength & { readonly from: DateOnly }): Promise<Result<undefined>> {
    return this.locked(actor, id, async (tx, team) => {
      const checked = checkStrength(given, { from: given.from, earliest: maxDate(team.startsOn, tx.today) });
      if (!checked.ok) return checked;
      await this.teams.addStrength(tx, team, { from: given.from, ...strengthOf(given) });
      const facts = { from: given.from, ...strengthOf(given) };
      await tx.audit('support.strength-set', { type: 'support-team', id }, facts);
      return ok();
    });
  }

  /** `place` is `site:ID`, or a school by its `urn`. Rules: `place`, `urn`. Refused: `support.place-exists`. */
  addPlace(
    actor: Actor,
    id: string,
    given: { readonly siteId: string | null; readonly urn: string | null },
  ): Promise<Result<undefined>> {
    return this.locked(actor, id, async (tx, team) => {
      const { siteId, urn } = given;
      if ((siteId === null) === (urn === null)) return invalid('siteId', 'site-or-school');
      if (siteId !== null && !(await this.teams.sites(tx)).some((site) => site.id === siteId))
        return invalid('siteId', 'choose-one');
      const school = urn === null ? undefined : await this.organisations.byUrn(tx, urn);
      if (urn !== null && school?.kind !== 'SCHOOL') return invalid('urn', 'not-found');
      await this.teams.addPlace(tx, team, { siteId, schoolId: school?.id ?? null });
      await tx.audit('support.place-added', { type: 'support-team', id });
      return ok();
    });
  }

  /** Somebody of the authority who may answer. Rules: `userId`. Refused: `support.member-exists`. */
  addMember(
    actor: Actor,
    id: string,
    given: { readonly userId: string; readonly leads: boolean },
  ): Promise<Result<undefined>> {
    return this.locked(actor, id, async (tx, team) => {
      const known = await this.people.colleagues(tx, 'support.answer');
      if (!known.some(({ userId }) => userId === given.userId)) return invalid('userId', 'choose-one');
      await this.teams.addMember(tx, team, { ...given, from: tx.today });
      await tx.audit('support.member-added', { type: 'support-team', id }, { leads: given.leads });
      return ok();
    });
  }

  /** Their last day is today. */
  removeMember(actor: Actor, id: string, memberId: string): Promise<Result<undefined>> {
    return this.locked(actor, id, async (tx) => {
      if (!(await this.teams.leave(tx, id, memberId, tx.today))) return notFound('member');
      await tx.audit('support.member-left', { type: 'support-team', id });
      return ok();
    });
  }

  /** The last day of the team; nothing new is granted after it. */
  end(actor: Actor, id: string, lastDay: DateOnly): Promise<Result<undefined>> {
    return this.locked(actor, id, async (tx, team) => {
      if (lastDay < maxDate(team.startsOn, tx.today))
        return invalid('lastDay', 'too-early', { min: maxDate(team.startsOn, tx.today) });
      await this.teams.end(tx, id, lastDay);
      await tx.audit('support.team-ended', { type: 'support-team', id }, { lastDay });
      return ok();
    });
  }

  private async mayEmploy(tx: Tx, id: string): Promise<boolean> {
    return (await this.teams.employers(tx)).some((one) => one.id === id);
  }

  private locked(
    actor: Actor,
    id: string,
    act: (tx: Tx, team: Team) => Promise<Result<undefined>>,
  ): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const team = await this.teams.find(tx, id);
      if (team === undefined) return notFound('support-team');
      if (!supportPolicy.canManage(actor)) return forbidden('support.manage');
      await this.teams.lock(tx, id);
      return act(tx, team);
    });
  }
}

const strengthOf = ({ fteHundredths, caseloadPerFte }: Strength): Strength => ({ fteHundredths, caseloadPerFte });
