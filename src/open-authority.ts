import type { INestApplicationContext } from '@nestjs/common';
import {
  cleanText,
  type Clock,
  londonDate,
  ok,
  type Result,
  type Role,
  serviceActor,
  valueOf,
} from './kernel/index.js';
import { InvitePerson } from './modules/identity/index.js';
import { Calendars, Organisations } from './modules/organisations/index.js';
import { seedPolicy } from './modules/policies/index.js';
import { CLOCK, UnitOfWork } from './platform/index.js';
import { type Command, parseArguments, print, UsageError } from './platform/commands/command.js';

export interface OpenedApplication {
  readonly app: INestApplicationContext;
  readonly baseUrl: string;
  readonly close: () => Promise<void>;
}

/**
 * The first step of a deployment: until an authority is open and somebody is invited to administer it, nobody can sign
 * in. Run again for the same code it changes nothing about the authority and invites one more person.
 */
export const openAuthorityCommand = (open: () => Promise<OpenedApplication>): Command => ({
  usage: 'CODE NAME PERSON EMAIL',
  summary: "Serve a local authority, and invite its first administrator: 352 'Manchester' 'Jo Example' jo@example.org",
  async run(args) {
    const { values } = parseArguments(args, { names: ['CODE', 'NAME', 'PERSON', 'EMAIL'] });
    const [code = '', name, person, email = ''] = values;
    if (!/^\d{3}$/.test(code)) throw new UsageError('CODE must be the three digits of the local authority');
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) throw new UsageError('EMAIL must be an email address');
    const request = { code, name: text('NAME', name), person: text('PERSON', person), email };
    const { app, baseUrl, close } = await open();
    try {
      const link = await openAuthority(app, request);
      print(`${request.name} (${code}) is served.`);
      print(`Give this link to ${request.person}; it is shown once and works for 14 days:`);
      print(`${baseUrl}/invitation/${link}`);
      return 0;
    } finally {
      await close();
    }
  },
});

function text(what: string, value: string | undefined): string {
  const cleaned: Result<string> = cleanText(value ?? '', { max: 200 });
  if (!cleaned.ok || cleaned.value === '') throw new UsageError(`${what} must be one line of text`);
  return cleaned.value;
}

const FIRST_ROLE: Role = 'AUTHORITY_ADMINISTRATOR';

interface Request {
  readonly code: string;
  readonly name: string;
  readonly person: string;
  readonly email: string;
}

/** @returns the code of the invitation's link */
async function openAuthority(app: INestApplicationContext, request: Request): Promise<string> {
  const anywhere = { strict: false };
  const [work, clock] = [app.get(UnitOfWork), app.get<Clock>(CLOCK, anywhere)];
  const [organisations, calendars] = [app.get(Organisations, anywhere), app.get(Calendars, anywhere)];
  const operator = serviceActor('operator', null, ['organisation.manage', 'calendar.manage']);
  const { code, name } = request;
  const opened = await work.inTransaction(operator, async (tx) => {
    const { id, organisationId } = valueOf(await organisations.ensureAuthority(tx, { code, name, gssCode: null }));
    if (organisationId === null) throw new Error('An authority without an organisation cannot have people');
    valueOf(await calendars.assume(tx, organisationId));
    return ok({ authorityId: id, organisationId });
  });
  const { authorityId, organisationId } = valueOf(opened);
  const setUp = serviceActor('operator', authorityId, ['policy.approve', 'user.administer-authority']);
  valueOf(await work.inTransaction(setUp, (tx) => seedPolicy(tx, authorityId, londonDate(clock.now()))));
  const invited = await app
    .get(InvitePerson, anywhere)
    .run(
      { ...setUp, organisationId },
      { name: request.person, email: request.email, organisationId, role: FIRST_ROLE },
    );
  const link = valueOf(invited).code;
  if (link === null) throw new Error('The invitation was made already');
  return link;
}
