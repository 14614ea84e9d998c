import type { INestApplicationContext } from '@nestjs/common';
import {
  type Actor,
  addDays,
  type DateOnly,
  mondayOf,
  type SchoolCalendar,
  type SupportKind,
  valueOf,
} from '../kernel/index.js';
import { AnswerRequest, AskSupport, KeepTeams, KeepWorries, RunCycle } from '../modules/support/index.js';
import { runAt } from '../platform/index.js';
import { instantOn } from './load-referrals.js';

/** Who takes part: the people of the authority and of its first two schools. */
export interface SupportPeople {
  readonly commissioner: Actor;
  readonly coordinator: Actor;
  readonly specialist: Actor;
  readonly lead: Actor;
  readonly otherLead: Actor;
}

interface Days {
  readonly calendar: SchoolCalendar;
  readonly today: DateOnly;
}

type TeamKey = 'mentors' | 'speech' | 'outreach' | 'mind' | 'youth';

/** The smallest takes one pupil, so that somebody waits. */
const TEAMS: Readonly<
  Record<TeamKey, { name: string; kind: SupportKind; fte: number; caseload: number; leads: boolean }>
> = {
  mentors: { name: 'Example mentors', kind: 'MENTOR', fte: 150, caseload: 8, leads: true },
  speech: { name: 'Example speech and language', kind: 'SPEECH_AND_LANGUAGE', fte: 200, caseload: 20, leads: false },
  outreach: { name: 'Example outreach', kind: 'OUTREACH', fte: 250, caseload: 12, leads: true },
  mind: { name: 'Example mental health link', kind: 'MENTAL_HEALTH', fte: 50, caseload: 2, leads: true },
  youth: { name: 'Example youth workers', kind: 'YOUTH_WORK', fte: 100, caseload: 15, leads: false },
};

const NAMES = ['Otter', 'Heron', 'Badger', 'Wren', 'Hare', 'Newt', 'Stoat'];
const SEEN = 'Leaves lessons when the work is hard, two or three times a week (made up).';
const TRIED = 'A card for time out and a seat by the door, for six weeks; it helped a little (made up).';

/** Teams, requests in every state, rounds with what was done and said, and a school's own list. All of it is made up. */
export async function loadSupport(
  app: INestApplicationContext,
  people: SupportPeople,
  providerId: string,
  days: Days,
): Promise<void> {
  const teams = await loadTeams(app, people, providerId, days);
  await loadRequests(app, people, teams, days);
  await loadWorries(app, people.lead, days.today);
}

async function loadTeams(
  app: INestApplicationContext,
  { commissioner, specialist, coordinator }: SupportPeople,
  providerId: string,
  { today }: Days,
): Promise<Readonly<Record<TeamKey, string>>> {
  const keep = app.get(KeepTeams, { strict: false });
  const startsOn = addDays(today, -400);
  const ids: Record<TeamKey, string> = { mentors: '', speech: '', outreach: '', mind: '', youth: '' };
  for (const [key, { name, kind, fte, caseload, leads }] of Object.entries(TEAMS)) {
    const employerId = key === 'youth' ? providerId : (commissioner.organisationId ?? '');
    const strength = { fteHundredths: fte, caseloadPerFte: caseload };
    const team = { name, kind, employerId, startsOn, endsOn: null, ...strength };
    const { teamId } = await runAt(instantOn(addDays(today, -200)), async () => {
      const added = valueOf(await keep.add(commissioner, team));
      valueOf(await keep.addMember(coordinator, added.teamId, { userId: specialist.userId ?? '', leads }));
      return added;
    });
    ids[key as TeamKey] = teamId;
  }
  return ids;
}

async function loadRequests(
  app: INestApplicationContext,
  people: SupportPeople,
  teams: Readonly<Record<TeamKey, string>>,
  { calendar, today }: Days,
): Promise<void> {
  const ask = app.get(AskSupport, { strict: false });
  const answers = app.get(AnswerRequest, { strict: false });
  const { lead, otherLead, coordinator, specialist } = people;
  const back = (schoolDays: number): DateOnly => valueOf(calendar.addSchoolDays(today, -schoolDays));
  const at = <T>(day: DateOnly, act: () => Promise<T>): Promise<T> => runAt(instantOn(day), act);
  let asked = 0;

  async function request(actor: Actor, day: DateOnly, sort: string, team: TeamKey | null, who = ''): Promise<string> {
    const forename = NAMES[asked % NAMES.length] ?? '';
    asked += 1;
    const pupil = { upn: '', forename, surname: 'Made-up', yearGroup: String(7 + (asked % 5)) };
    const about = who === '' ? 'PUPIL' : 'GROUP';
    const teamId = team && teams[team];
    const kind = team && TEAMS[team].kind;
    const given = { sort, kind, teamId, about, who, pupil, seen: SEEN, tried: TRIED };
    return (await at(day, async () => valueOf(await ask.run(actor, given)))).requestId;
  }
  async function answer(id: string, day: DateOnly, what: string, words: string, team: TeamKey | null = null) {
    const startsOn = what === 'grant' ? addDays(mondayOf(day), 7) : null;
    const given = { answer: what, words: `${words} (made up)`, teamId: team && teams[team], startsOn, weeks: null };
    return (await at(day, async () => valueOf(await answers.run(coordinator, id, given)))).cycleId ?? '';
  }

  const first = await request(lead, back(44), 'MENTOR', 'mentors');
  const firstRound = await answer(first, back(41), 'grant', 'A mentor comes on Tuesdays and Thursdays.', 'mentors');
  await work(app, specialist, firstRound, { from: back(36), until: back(5), at });
  await decideLightTouch(app, specialist, firstRound, back(4), at);
  const second = await request(lead, back(20), 'SPECIALIST', 'speech');
  const secondRound = await answer(second, back(16), 'grant', 'The team looks at it, and then comes weekly.', 'speech');
  await work(app, specialist, secondRound, { from: back(10), until: back(1), at });
  const mind = await request(otherLead, back(15), 'SPECIALIST', 'mind');
  await answer(mind, back(12), 'grant', 'The link worker comes once a week.', 'mind');
  const waits = await request(lead, back(9), 'SPECIALIST', 'mind');
  await answer(waits, back(6), 'wait', 'The team is full. Meanwhile the school nurse can be asked.', 'mind');
  const staff = await request(lead, back(14), 'ADVICE', 'outreach', 'Form tutors of year 8');
  await answer(staff, back(11), 'advise', 'Meet and greet at the door, every lesson, for three weeks.');
  const refer = await request(lead, back(13), 'OUTREACH', null);
  await answer(refer, back(9), 'suggest', 'What was tried has been tried well. A preventative place may help.');
  await request(otherLead, back(12), 'MENTOR', null);
  await request(lead, back(8), 'MENTOR', 'mentors');
}

type At = <T>(day: DateOnly, act: () => Promise<T>) => Promise<T>;

/** A contact a week, and what the pupil and the teacher say at the start and on the way. */
async function work(
  app: INestApplicationContext,
  specialist: Actor,
  cycleId: string,
  { from, until, at }: { readonly from: DateOnly; readonly until: DateOnly; readonly at: At },
): Promise<void> {
  const run = app.get(RunCycle, { strict: false });
  const sorts = ['INDIVIDUAL', 'INDIVIDUAL', 'FAMILY', 'SURGERY'];
  let done = 0;
  for (let day = from; day <= until; day = addDays(day, 7)) {
    const contact = { heldOn: day, sort: sorts[done % sorts.length] ?? '', minutes: 45, note: 'Made up.' };
    await at(day, async () => valueOf(await run.log(specialist, cycleId, contact)));
    done += 1;
  }
  const forms = [
    { moment: 'IN', givenOn: from, score: 2 },
    { moment: 'DURING', givenOn: until, score: 4 },
  ];
  for (const { moment, givenOn, score } of forms) {
    const pupil = { safe: score, adult: score, learning: 2, friends: 3 };
    const teacher = { 'takes-part': 2, 'gets-on': score, recovers: 3, confident: score };
    for (const [respondent, scores] of Object.entries({ PUPIL: pupil, TEACHER: teacher })) {
      const form = { moment, respondent, givenOn, scores, words: 'Made up.' };
      await at(givenOn, async () => valueOf(await run.keepForm(specialist, cycleId, form)));
    }
  }
}

async function decideLightTouch(
  app: INestApplicationContext,
  specialist: Actor,
  cycleId: string,
  day: DateOnly,
  at: At,
): Promise<void> {
  const run = app.get(RunCycle, { strict: false });
  const decision = {
    decision: 'LIGHT_TOUCH',
    reasons: 'Stays in lessons on most days, and asks for time out (made up).',
    reviewOn: null,
    startsOn: addDays(mondayOf(day), 7),
    weeks: null,
  };
  await at(day, async () => valueOf(await run.decide(specialist, cycleId, decision)));
}

async function loadWorries(app: INestApplicationContext, lead: Actor, today: DateOnly): Promise<void> {
  const worries = app.get(KeepWorries, { strict: false });
  const list = [
    ['Kingfisher', 'Sits alone at lunch since half-term (made up).', today],
    ['Lapwing', 'Late on Mondays (made up).', addDays(today, 5)],
    ['Dormouse', 'A friend has moved away (made up).', addDays(today, 12)],
  ] as const;
  for (const [name, why, lookOn] of list) {
    await runAt(instantOn(addDays(today, -7)), async () =>
      valueOf(await worries.add(lead, { name, upn: '', why, lookOn })),
    );
  }
}
