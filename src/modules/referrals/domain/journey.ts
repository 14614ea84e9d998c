import type { Answers, FieldPath } from './answers.js';
import { askedBeforeFirstDay, requiredAnswers } from './check-answers.js';

/** One page of the journey asks about one thing. */
export interface JourneyPage {
  readonly key: string;
  readonly title: string;
  readonly fields: readonly FieldPath[];
  /** Said above the questions. */
  readonly lead?: string;
  /** Left out: always asked. */
  readonly when?: (answers: Answers) => boolean;
  /** Only for the authority's people. */
  readonly forAuthority?: true;
}

export interface JourneySection {
  readonly title: string;
  readonly pages: readonly JourneyPage[];
}

const isExclusion = (answers: Answers) => answers.type === 'PERMANENT_EXCLUSION';
const isDirection = (answers: Answers) => answers.type === 'OFF_SITE_DIRECTION';

export const JOURNEY: readonly JourneySection[] = [
  {
    title: 'About the referral',
    pages: [
      { key: 'school', title: 'The school', fields: ['schoolId'], forAuthority: true },
      { key: 'reason', title: 'Why you are referring', fields: ['type'] },
      {
        key: 'exclusion-date',
        title: 'First day of the exclusion',
        fields: ['exclusion.firstExcludedOn'],
        when: isExclusion,
      },
      {
        key: 'exclusion-reasons',
        title: 'Reasons for the exclusion',
        fields: ['exclusion.reasons'],
        when: isExclusion,
      },
      {
        key: 'off-site',
        title: 'The off-site direction',
        fields: ['offSite.objectives', 'offSite.noticeGivenOn'],
        lead: 'A direction may only be used to improve behaviour. The parent must be told in writing at least two school days before the first day.',
        when: isDirection,
      },
    ],
  },
  {
    title: 'The pupil',
    pages: [
      { key: 'pupil', title: 'Name and number', fields: ['pupil.upn', 'pupil.forename', 'pupil.surname'] },
      { key: 'age', title: 'Age and year', fields: ['pupil.dateOfBirth', 'pupil.yearGroup', 'pupil.sex'] },
      {
        key: 'examinations',
        title: 'Examinations',
        fields: ['exclusion.examinationsOver'],
        when: (answers) => isExclusion(answers) && answers['pupil.yearGroup'] === 11,
      },
      { key: 'home', title: 'Home', fields: ['home.postcode', 'home.address', 'home.authorityCode'] },
      {
        key: 'sen',
        title: 'Special educational needs support',
        fields: ['support.senProvision', 'support.namedSetting'],
        lead: 'If an EHC plan names a setting, the referral goes to the SEN officer and not to the panel.',
      },
      {
        key: 'care',
        title: 'Care and social work',
        fields: ['support.lookedAfter', 'support.caringAuthorityCode', 'support.socialWorker'],
      },
      { key: 'access', title: 'Access', fields: ['support.accessNeeds', 'support.careNote'] },
    ],
  },
  {
    title: 'What the pupil needs',
    pages: [
      { key: 'needs', title: 'Needs', fields: ['needs.codes', 'needs.description'] },
      {
        key: 'wishes',
        title: 'What kind of place would help',
        fields: ['needs.wishes'],
        lead: 'Say what would suit and what is preferred. Leave a line empty where it does not matter.',
      },
      { key: 'tried', title: 'What has been tried', fields: ['history.tried'] },
      {
        key: 'sessions',
        title: 'Sessions and dates',
        fields: ['sessions.wanted', 'sessions.startsOn', 'sessions.endsOn'],
      },
    ],
  },
  {
    title: 'Pupil and family',
    pages: [
      { key: 'views', title: 'What the pupil and parents say', fields: ['family.pupilView', 'family.parentView'] },
      { key: 'interests', title: 'Interests', fields: ['family.interests'] },
      { key: 'choices', title: 'The family’s choices', fields: ['family.preferred', 'family.suitable'] },
      {
        key: 'siblings',
        title: 'Brothers and sisters',
        fields: ['siblings.people', 'siblings.wish'],
        lead: 'This is confidential. Providers and panel members never see the names. Give the UPN if you can: only with it can the family’s wish count. The options that you read do not show whether it did.',
      },
    ],
  },
  {
    title: 'Keeping everybody safe',
    pages: [
      {
        key: 'risks',
        title: 'Risks',
        fields: ['risks.assessed', 'risks.items', 'risks.note'],
        lead: 'Say how high each risk is. Leave a line empty where you know of none. A provider sees this once it has accepted a place.',
      },
      {
        key: 'keep-apart',
        title: 'Pupils to be kept apart',
        fields: ['keepApart.people'],
        lead: 'This is confidential. Providers and panel members never see it. Give the UPN if you can: only with it can we keep the pupils apart by rule.',
      },
    ],
  },
];

export type PageState = 'DONE' | 'NEEDED' | 'LATER' | 'OPTIONAL';

export interface ListedPage {
  readonly page: JourneyPage;
  readonly state: PageState;
}

export interface Asker {
  readonly forAuthority: boolean;
}

const isAsked = (page: JourneyPage, answers: Answers, asker: Asker): boolean =>
  (page.forAuthority !== true || asker.forAuthority) && (page.when?.(answers) ?? true);

/** The pages that this referral has, with what is still missing on each. */
export function journeyOf(
  answers: Answers,
  asker: Asker,
): readonly { readonly title: string; readonly pages: readonly ListedPage[] }[] {
  return JOURNEY.map(({ title, pages }) => ({
    title,
    pages: pages
      .filter((page) => isAsked(page, answers, asker))
      .map((page) => ({ page, state: stateOf(page, answers) })),
  }));
}

function stateOf({ fields }: JourneyPage, answers: Answers): PageState {
  const needed = [...requiredAnswers(answers), 'schoolId' as const];
  if (fields.some((field) => needed.includes(field) && answers[field] === undefined)) return 'NEEDED';
  const later = askedBeforeFirstDay(answers);
  if (fields.some((field) => later.includes(field))) return 'LATER';
  return fields.some((field) => answers[field] !== undefined) ? 'DONE' : 'OPTIONAL';
}

/** The pages that still lack one of these answers: what stays open once a place is decided. */
export const pagesLacking = (missing: readonly string[]): readonly JourneyPage[] =>
  JOURNEY.flatMap(({ pages }) => pages).filter(({ fields }) => fields.some((field) => missing.includes(field)));

/** The next page after this one on which something is needed now; none when everything needed is there. */
export function nextNeeded(answers: Answers, asker: Asker, after: string): JourneyPage | undefined {
  const pages = journeyOf(answers, asker).flatMap((section) => section.pages);
  const at = pages.findIndex(({ page }) => page.key === after);
  const needed = (listed: ListedPage) => listed.state === 'NEEDED';
  return (pages.slice(at + 1).find(needed) ?? pages.slice(0, at).find(needed))?.page;
}

/** Undefined for a page that does not exist or is not asked of this referral. */
export function pageOf(key: string, answers: Answers, asker: Asker): JourneyPage | undefined {
  const page = JOURNEY.flatMap(({ pages }) => pages).find((one) => one.key === key);
  return page !== undefined && isAsked(page, answers, asker) ? page : undefined;
}
