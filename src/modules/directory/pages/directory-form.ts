import {
  CURRICULUM,
  type CurriculumCode,
  type NeedCode,
  NEEDS,
  QUALIFICATIONS,
  type QualificationCode,
  type Result,
} from '../../../kernel/index.js';
import { type Choice, choicesOf, defineForm, select, sessionGrid, text } from '../../../web/index.js';
import type { Question } from '../application/find-provision.js';

const YEARS: readonly Choice[] = [
  { value: '0', text: 'Reception' },
  ...Array.from({ length: 14 }, (_, index) => ({ value: String(index + 1), text: `Year ${index + 1}` })),
];
const MILES: readonly Choice[] = ['1', '3', '5', '10', '20'].map((value) => ({
  value,
  text: value === '1' ? '1 mile' : `${value} miles`,
}));
const METRES_IN_A_MILE = 1609.344;
const optional = true as const;

export const searchForm = defineForm({
  text: text({ label: 'Words', hint: 'In a name or description', max: 100, optional }),
  need: select<NeedCode>({ label: 'Need', choices: choicesOf<NeedCode>(NEEDS), optional }),
  year: select({ label: 'Year group', choices: YEARS, optional }),
  subject: select<CurriculumCode>({
    label: 'What is taught',
    choices: choicesOf<CurriculumCode>(CURRICULUM),
    optional,
  }),
  leadsTo: select<QualificationCode>({
    label: 'What it leads to',
    choices: choicesOf<QualificationCode>(QUALIFICATIONS),
    optional,
  }),
  near: text({ label: 'Near this postcode', hint: 'A school’s, not a child’s', max: 12, width: 10, optional }),
  within: select({ label: 'Within', choices: MILES, optional }),
  sessions: sessionGrid({ label: 'Half days a pupil could go', hint: 'Leave empty for any', optional }),
});

type Values = ReturnType<typeof searchForm.read>['result'] extends Result<infer V> ? V : never;

export const questionOf = (values: Values): Question => ({
  text: values.text,
  need: values.need,
  yearGroup: values.year === null ? null : Number(values.year),
  subject: values.subject,
  qualification: values.leadsTo,
  sessions: values.sessions,
  postcode: values.near,
  withinMetres: values.within === null ? null : Math.round(Number(values.within) * METRES_IN_A_MILE),
});
