import { type Choice, choicesOf, date, defineForm, radios, select, text, textarea } from '../../../web/index.js';
import {
  ACTION_OWNERS,
  type ActionOwner,
  type Judgement,
  JUDGEMENTS,
  VISIT_AREAS,
  type VisitArea,
} from '../domain/visit.js';

const ANNOUNCED = {
  YES: 'Announced: the provider is told now',
  NO: 'Unannounced: the provider learns of it with the draft report',
} as const;

export const planForm = (sites: readonly Choice[]) =>
  defineForm({
    siteId: select({ label: 'Site', hint: 'Leave empty for the whole provider', choices: sites, optional: true }),
    announced: radios<keyof typeof ANNOUNCED>({ label: 'Is it announced?', choices: choicesOf(ANNOUNCED) }),
    visitOn: date({ label: 'Day of the visit' }),
    purpose: textarea({ label: 'What it looks at, and why', max: 2000, rows: 4 }),
  });

export const chooseForm = (providers: readonly Choice[]) =>
  defineForm({ provider: select({ label: 'Provider', choices: providers }) });

export const callOffForm = defineForm({ why: textarea({ label: 'Why it is called off', max: 1000, rows: 3 }) });

export const carryOutForm = defineForm({
  carriedOutOn: date({ label: 'Carried out on' }),
  met: textarea({
    label: 'Who was met and what was looked at',
    hint: 'By role. Do not name children',
    max: 1000,
    rows: 4,
  }),
});

export const findingForm = defineForm({
  judgement: radios<Judgement>({ label: 'Judgement', choices: choicesOf(JUDGEMENTS) }),
  seen: textarea({
    label: 'What was seen',
    hint: 'Facts that the judgement rests on. Do not name children',
    max: 4000,
  }),
});

const report = {
  judgement: radios<Judgement>({ label: 'Judgement as a whole', choices: choicesOf(JUDGEMENTS) }),
  summary: textarea({ label: 'Summary', max: 8000, rows: 8 }),
};
export const reportForm = defineForm(report);
export const finalForm = defineForm({
  response: textarea({
    label: 'What follows from the reply',
    hint: 'The provider reads it. Needed where it has replied',
    max: 8000,
    rows: 5,
    optional: true,
  }),
  ...report,
});

export const replyForm = defineForm({
  reply: textarea({
    label: 'Your reply',
    hint: 'What is factually wrong, and what you have done since',
    max: 8000,
    rows: 8,
  }),
});

export const actionForm = defineForm({
  area: select<VisitArea>({ label: 'Area', choices: choicesOf(VISIT_AREAS) }),
  what: textarea({ label: 'What has to be done', max: 2000, rows: 4 }),
  owner: radios<ActionOwner>({ label: 'Who does it?', choices: choicesOf(ACTION_OWNERS) }),
  ownerName: text({ label: 'Name or role of the person responsible', max: 200 }),
  dueOn: date({ label: 'Due on' }),
});

export const actionReportForm = (documents: readonly { readonly id: string; readonly name: string }[]) =>
  defineForm({
    said: textarea({ label: 'What was done', max: 4000 }),
    evidenceId: select({
      label: 'Document that shows it',
      hint: 'One that you keep under Documents. Leave empty where there is none',
      choices: documents.map(({ id, name }) => ({ value: id, text: name })),
      optional: true,
    }),
  });

export const closeForm = defineForm({
  note: textarea({ label: 'What shows that it is done', max: 4000 }),
});
export const moreForm = defineForm({
  why: textarea({ label: 'What is missing', hint: 'The provider reads it', max: 4000 }),
});
