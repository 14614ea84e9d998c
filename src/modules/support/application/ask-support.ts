import { Injectable } from '@nestjs/common';
import {
  type Actor,
  all,
  cleanText,
  forbidden,
  invalid,
  isCode,
  newId,
  notFound,
  ok,
  parseUpn,
  problem,
  type Result,
  SUPPORT_KINDS,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { announce } from '../../notifications/index.js';
import { Calendars, Organisations } from '../../organisations/index.js';
import { Policies } from '../../policies/index.js';
import { ABOUT, requestMoves, SORTS } from '../domain/request.js';
import { type RequestPupil, RequestStore } from '../persistence/request.store.js';
import { TeamStore } from '../persistence/team.store.js';
import { supportPolicy } from '../support.policy.js';

export interface RequestGiven {
  readonly sort: string;
  readonly kind: string | null;
  readonly teamId: string | null;
  readonly about: string;
  readonly who: unknown;
  readonly pupil: {
    readonly upn: unknown;
    readonly forename: unknown;
    readonly surname: unknown;
    readonly yearGroup: unknown;
  };
  readonly seen: unknown;
  readonly tried: unknown;
}

export interface Asked {
  readonly requestId: string;
  readonly reference: string;
  readonly dueOn: string;
}

/** A school asks for support, before a referral or without one. No panel, and no pupil record. */
@Injectable()
export class AskSupport {
  constructor(
    private readonly work: UnitOfWork,
    private readonly requests: RequestStore,
    private readonly teams: TeamStore,
    private readonly calendars: Calendars,
    private readonly policies: Policies,
    private readonly organisations: Organisations,
  ) {}

  /** Rules: the fields. Refused: `policy.none-in-force`. */
  run(actor: Actor, given: RequestGiven): Promise<Result<Asked>> {
    return this.work.inTransaction(actor, (tx) => this.within(tx, given));
  }

  async within(tx: Tx, given: RequestGiven): Promise<Result<Asked>> {
    const { authorityId, organisationId: schoolId } = tx.actor;
    if (!supportPolicy.canAsk(tx.actor) || authorityId === null || schoolId === null) return forbidden('support.ask');
    const read = readRequest(given);
    if (!read.ok) return read;
    const { pupil, ...asked } = read.value;
    const teams = asked.teamId === null ? [] : await this.teams.forSchool(tx, schoolId, tx.today);
    if (asked.teamId !== null && !teams.some(({ id }) => id === asked.teamId)) return invalid('teamId', 'choose-one');
    const policy = await this.policies.at(tx, authorityId, tx.today);
    if (policy === undefined) return problem('policy.none-in-force', { date: tx.today });
    const calendar = await this.calendars.forSchool(tx, schoolId);
    const due = calendar.addSchoolDays(tx.today, policy.document.clocks.supportAnswerSchoolDays);
    if (!due.ok) return due;
    const id = newId();
    const of = { id, authorityId, schoolId, origin: 'SCHOOL', status: 'ASKED' } as const;
    const reference = await this.requests.add(tx, { ...of, ...asked, dueOn: due.value, policyId: policy.id }, pupil);
    await tx.audit('support.asked', { type: 'support-request', id }, { sort: asked.sort, about: asked.about });
    const { organisationId } = await this.organisations.commissioner(tx, authorityId);
    if (organisationId !== null) {
      const about = { subjectType: 'support-request', subjectId: id, reference };
      await announce(tx, { kind: 'support.asked', organisationId, ...about, dueOn: due.value });
    }
    return ok({ requestId: id, reference, dueOn: due.value });
  }

  /** By the school that asked, until it is answered. Refused: `support.answered`. */
  withdraw(actor: Actor, id: string): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const request = await this.requests.lock(tx, id);
      if (request === undefined) return notFound('support-request');
      if (!supportPolicy.isOwn(actor, request)) return forbidden('support.ask');
      if (!('withdraw' in requestMoves[request.status])) return problem('support.answered');
      await this.requests.withdraw(tx, id);
      await tx.audit('support.withdrawn', { type: 'support-request', id });
      return ok();
    });
  }
}

const WORDS = { max: 2000, multiline: true } as const;

function readRequest(given: RequestGiven) {
  const { sort, kind, about, teamId } = given;
  if (!isCode(SORTS, sort)) return invalid('sort', 'choose-one');
  if (!isCode(ABOUT, about)) return invalid('about', 'choose-one');
  if (kind !== null && !isCode(SUPPORT_KINDS, kind)) return invalid('kind', 'choose-one');
  const texts = all([
    cleanText(given.seen, { field: 'seen', required: true, ...WORDS }),
    cleanText(given.tried, { field: 'tried', required: true, ...WORDS }),
    cleanText(given.who, { field: 'who', max: 200, required: about !== 'PUPIL' }),
  ]);
  if (!texts.ok) return texts;
  const [seen = '', tried = '', who = ''] = texts.value;
  const pupil = about === 'PUPIL' ? readPupil(given.pupil) : ok(null);
  if (!pupil.ok) return pupil;
  return ok({ sort, kind, teamId, about, who: about === 'PUPIL' ? null : who, seen, tried, pupil: pupil.value });
}

/** Rules: `upn` as everywhere, `pupil.forename`, `pupil.surname`, `pupil.yearGroup`. The number may be left out. */
export function readPupil(given: RequestGiven['pupil']): Result<RequestPupil> {
  const name = { max: 100, required: true } as const;
  const names = all([
    cleanText(given.forename, { field: 'pupil.forename', ...name }),
    cleanText(given.surname, { field: 'pupil.surname', ...name }),
  ]);
  if (!names.ok) return names;
  const [forename = '', surname = ''] = names.value;
  const yearGroup = Number(given.yearGroup);
  if (given.yearGroup === null || !Number.isInteger(yearGroup) || yearGroup < 0 || yearGroup > 14)
    return invalid('pupil.yearGroup', 'choose-one');
  const none = given.upn === null || given.upn === undefined || given.upn === '';
  const upn = none ? ok(null) : parseUpn(given.upn, 'pupil.upn');
  if (!upn.ok) return upn;
  return ok({ upn: upn.value?.upn ?? null, forename, surname, yearGroup });
}
