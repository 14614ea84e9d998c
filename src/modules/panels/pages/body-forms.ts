import {
  type Choice,
  date,
  defineForm,
  type FormValues,
  radios,
  select,
  text,
  textarea,
  time,
  wholeNumber,
} from '../../../web/index.js';
import type { BodyView } from '../application/manage-body.js';
import { type Office, OFFICES, type QuorumRule } from '../domain/body.js';
import type { Room } from '../domain/rooms.js';
import type { NewSeat } from '../persistence/body.store.js';

const quorumFields = {
  leastCounting: wholeNumber({
    label: 'Members who must be there',
    hint: 'With a vote, and without a conflict of interest on the item. Whoever presides is one of them.',
    least: 1,
    most: 100,
  }),
  schools: wholeNumber({ label: 'School leaders among them, of different schools', most: 50 }),
  authority: wholeNumber({ label: 'People of the authority among them', most: 50 }),
  mostPercentOfOneTrust: wholeNumber({
    label: 'Most that may come from one trust, in per cent',
    hint: 'Leave empty for no limit',
    least: 1,
    most: 100,
    optional: true,
  }),
};

export const bodyForm = ({ nameHint }: Room) =>
  defineForm({
    name: text({ label: 'Name', hint: nameHint, max: 120 }),
    power: textarea({
      label: 'The power it decides under',
      hint: 'As its terms of reference put it. Every decision carries these words.',
      max: 500,
      rows: 3,
    }),
    ...quorumFields,
    from: date({ label: 'From' }),
  });

export const quorumForm = defineForm({ ...quorumFields, from: date({ label: 'For meetings from' }) });

export const quorumOf = (typed: {
  readonly leastCounting: number;
  readonly schools: number;
  readonly authority: number;
  readonly mostPercentOfOneTrust: number | null;
}): QuorumRule => ({
  leastCounting: typed.leastCounting,
  parts: [
    { constituency: 'SCHOOL', least: typed.schools },
    { constituency: 'AUTHORITY', least: typed.authority },
  ].filter(({ least }) => least > 0),
  mostPercentOfOneTrust: typed.mostPercentOfOneTrust,
});

const offices = (Object.keys(OFFICES) as Office[]).map((value): Choice<Office> => ({ value, text: OFFICES[value] }));

const seatFields = ({ body, members, candidates }: BodyView, organisations: readonly Choice[]) => ({
  userId: select({
    label: 'Person',
    hint: `Who holds the role of a ${body.kind.toLowerCase()} member or chair in the authority`,
    choices: candidates.map(({ id, name }) => ({ value: id, text: name })),
  }),
  constituency: radios({
    label: 'Speaks for',
    choices: body.constituencies.map(({ code, name, votes }) => ({
      value: code,
      text: votes ? name : `${name} (no vote)`,
    })),
  }),
  organisationId: select({
    label: 'School or other organisation',
    hint: 'Items about it are kept from them. Two members of one school count once towards a quorum of schools.',
    choices: organisations,
    optional: true,
  }),
  office: radios<Office>({ label: 'Office', choices: offices }),
  deputyFor: select({
    label: 'Deputy for',
    hint: 'A deputy counts while the member is not there',
    choices: members.filter(({ deputyFor }) => deputyFor === null).map(({ id, name }) => ({ value: id, text: name })),
    optional: true,
  }),
  fromDate: date({ label: 'Term of office from' }),
  toDate: date({ label: 'Term of office to' }),
});

export const seatForm = (view: BodyView, organisations: readonly Choice[]) =>
  defineForm(seatFields(view, organisations));

export const seatOf = (typed: FormValues<ReturnType<typeof seatFields>>): NewSeat => ({
  userId: typed.userId,
  constituency: typed.constituency,
  organisationId: typed.organisationId,
  trustId: null,
  office: typed.office,
  deputyFor: typed.deputyFor,
  fromDate: typed.fromDate,
  toDate: typed.toDate,
});

export const meetingForm = defineForm({
  heldOn: date({ label: 'Day' }),
  startsAt: time({ label: 'Starts at', hint: 'For example, 14:00' }),
  place: text({ label: 'Place', hint: 'A room, or a video call', max: 200 }),
});

export const endTermForm = defineForm({ lastDay: date({ label: 'Last day in office' }) });
