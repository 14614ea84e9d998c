import { type DateOnly, formatDate } from '../../../kernel/index.js';
import { DECLINE_REASONS, type DeclineReasonKey, PANEL_OUTCOMES } from './panel-outcomes.js';

export type LetterAudience = 'SCHOOL' | 'FAMILY' | 'PROVIDER';

/** Where the place is that a letter speaks of, and when. */
export interface LetterPlace {
  readonly organisationId: string;
  readonly where: string;
  readonly programme: string;
  readonly days: string;
}

/** What a letter may be written from: the decision as it was recorded. The child is a reference. */
export interface LetterFacts {
  readonly authority: string;
  readonly panel: string;
  readonly reference: string;
  readonly pupilReference: string;
  readonly decidedOn: DateOnly;
  readonly outcome: keyof typeof PANEL_OUTCOMES;
  readonly reasons: string;
  readonly conditions: string | null;
  readonly declined: DeclineReasonKey | null;
  /** Null where no place was approved, or what was offered has fallen. */
  readonly offer: {
    readonly places: readonly LetterPlace[];
    readonly startsOn: DateOnly;
    readonly plannedEnd: DateOnly;
    readonly answerBy: DateOnly;
    readonly agreed: boolean;
  } | null;
  /** Null where the decision granted none; without days while the team has no place. */
  readonly support: {
    readonly team: string;
    readonly kind: string;
    readonly startsOn: DateOnly | null;
    readonly plannedEnd: DateOnly | null;
  } | null;
  /** Until when, and how soon answered; null where there is nothing to be looked at again. */
  readonly again: { readonly askBy: DateOnly; readonly answerDays: number } | null;
}

export interface LetterSection {
  readonly title: string;
  readonly words: readonly string[];
}

export interface LetterContent {
  readonly title: string;
  readonly sections: readonly LetterSection[];
}

/** Marks in a letter where the child's name belongs: filled in for a reader who may see it, and told as a pupil otherwise. */
const FORENAME = '{forename}';
const SURNAME = '{surname}';
const BOTH = `${FORENAME} ${SURNAME}`;
export const CHILD = { forename: FORENAME, both: BOTH } as const;

type Part = (facts: LetterFacts) => LetterSection | null;

/** Null where there is nothing to say. */
export const section = (title: string, ...words: readonly (string | null)[]): LetterSection | null => {
  const said = words.filter((one) => one !== null && one !== '');
  return said.length === 0 ? null : { title, words: said as string[] };
};

const placeLine = ({ where, programme, days }: LetterPlace): string => `${where}: ${programme}, ${days}.`;
const approved = ({ outcome }: LetterFacts): boolean => PANEL_OUTCOMES[outcome].names === 'PLACE';

/** What a letter may consist of. A part that has nothing to say is left out. */
const PARTS = {
  decision: (facts) =>
    section(
      'The decision',
      `${facts.panel} of ${facts.authority} looked at request ${facts.reference} for ${BOTH} on ${formatDate(facts.decidedOn)}.`,
      `${PANEL_OUTCOMES[facts.outcome].said}.`,
      facts.declined && `${DECLINE_REASONS[facts.declined].words}.`,
    ),
  plainDecision: (facts) =>
    section(
      'What was decided',
      `${FORENAME}’s school asked ${facts.authority} for help. A group of head teachers and other people who know about education ` +
        `talked about it on ${formatDate(facts.decidedOn)}.`,
      PLAIN_OUTCOMES[facts.outcome],
    ),
  reasons: ({ reasons }) => section('Why', reasons),
  conditions: ({ conditions }) => section('Conditions', conditions),
  plainConditions: ({ conditions }) => section('What it depends on', conditions),
  place: (facts) =>
    facts.offer === null
      ? section(
          'The place',
          approved(facts) ? 'What was offered first was not taken up. Another letter follows.' : null,
        )
      : section(
          'The place',
          ...facts.offer.places.map(placeLine),
          `First day ${formatDate(facts.offer.startsOn)}, planned last day ${formatDate(facts.offer.plannedEnd)}.`,
          facts.offer.agreed
            ? 'The provider has accepted.'
            : `The provider answers by ${formatDate(facts.offer.answerBy)}. Nothing starts before that.`,
        ),
  plainPlace: (facts) =>
    facts.offer === null
      ? section('Where', approved(facts) ? 'We are still looking for the right place and will write again.' : null)
      : section(
          'Where and when',
          ...facts.offer.places.map(placeLine),
          `The first day is ${formatDate(facts.offer.startsOn)}. It is planned until ${formatDate(facts.offer.plannedEnd)}.`,
          facts.offer.agreed ? null : 'The place has to say yes first. School will tell you when it has.',
        ),
  support: ({ support }) =>
    support &&
    section(
      'Support',
      `${support.team} supports ${BOTH}: ${support.kind}.`,
      support.startsOn === null || support.plannedEnd === null
        ? 'The team is full. The support begins when it has a place, and you are told.'
        : `It begins in the week of ${formatDate(support.startsOn)} and is planned until ${formatDate(support.plannedEnd)}.`,
    ),
  plainSupport: ({ support }) =>
    support &&
    section(
      'Who helps',
      `${support.team} will help ${FORENAME} at school.`,
      support.startsOn === null || support.plannedEnd === null
        ? 'They have no time just now. They begin as soon as they can, and school will tell you when.'
        : `They begin in the week of ${formatDate(support.startsOn)}. It is planned until ${formatDate(support.plannedEnd)}.`,
    ),
  next: (facts) =>
    section('What happens next', NEXT[facts.outcome], facts.declined && DECLINE_REASONS[facts.declined].next),
  plainNext: (facts) =>
    section('What happens next', PLAIN_NEXT[facts.outcome], facts.declined && PLAIN_DECLINED[facts.declined]),
  again: ({ again, reference }) =>
    again &&
    section(
      'If you do not agree',
      `You may ask until ${formatDate(again.askBy)} that the decision on ${reference} be looked at again, from this letter’s page. ` +
        'Say what the panel did not know, or what it did not weigh.',
      `Somebody who took no part in the decision answers within ${again.answerDays} school days.`,
    ),
  plainAgain: ({ again, authority, reference }) =>
    again &&
    section(
      'If you do not agree',
      `You can ask us to look at it again until ${formatDate(again.askBy)}. Tell ${FORENAME}’s school, or write or speak to ${authority}. ` +
        `Say that it is about ${reference}, and what you think we missed.`,
      `Somebody else than those who decided will look at it and answer within ${again.answerDays} school days.`,
    ),
  /** No name and no school: what a provider may know before it has accepted. */
  offer: ({ offer, authority, pupilReference }) =>
    offer &&
    section(
      'What you are offered',
      `${authority} asks you to take pupil ${pupilReference}.`,
      ...offer.places.map(placeLine),
      `First day ${formatDate(offer.startsOn)}, planned last day ${formatDate(offer.plannedEnd)}.`,
    ),
  answer: ({ offer }) =>
    offer &&
    section(
      'What to do',
      offer.agreed
        ? 'You have accepted.'
        : `Read the profile, and accept or decline by ${formatDate(offer.answerBy)}. Name, school and risks follow once you accept.`,
    ),
} as const satisfies Readonly<Record<string, Part>>;

type PartName = keyof typeof PARTS;

/** Who is written to, and what each may be told. A new kind of reader is a line here. */
export const LETTER_AUDIENCES: Readonly<
  Record<LetterAudience, { readonly words: string; readonly title: string; readonly parts: readonly PartName[] }>
> = {
  SCHOOL: {
    words: 'The school',
    title: 'Decision on your request',
    parts: ['decision', 'reasons', 'conditions', 'place', 'support', 'next', 'again'],
  },
  FAMILY: {
    words: 'The family, by way of the school',
    title: `About ${FORENAME}’s education`,
    parts: ['plainDecision', 'reasons', 'plainPlace', 'plainSupport', 'plainConditions', 'plainNext', 'plainAgain'],
  },
  PROVIDER: { words: 'The provider', title: 'A pupil for you', parts: ['offer', 'answer'] },
};

const PLAIN_OUTCOMES: Readonly<Record<LetterFacts['outcome'], string>> = {
  APPROVED: 'They agreed that a place should be found.',
  APPROVED_WITH_CONDITIONS: 'They agreed that a place should be found, if some things are done.',
  SUPPORT: 'They agreed that help at school is better now than a place somewhere else.',
  DECLINED: 'They did not agree to a place.',
  DEFERRED: 'They have not decided yet and will talk about it again.',
};
const NEXT: Readonly<Record<LetterFacts['outcome'], string | null>> = {
  APPROVED: 'The request’s page shows when the provider has answered. Plan the first day with it then.',
  APPROVED_WITH_CONDITIONS:
    'Meet the conditions before the first day. The request’s page shows when the provider has answered.',
  SUPPORT:
    'The request is closed. The team agrees the first visit with you. You may refer again with what became of it.',
  DECLINED: null,
  DEFERRED: 'It goes to another meeting. The clock runs on.',
};
const PLAIN_NEXT: Readonly<Record<LetterFacts['outcome'], string | null>> = {
  APPROVED: `School will talk to you and ${FORENAME} about the first day.`,
  APPROVED_WITH_CONDITIONS: `School will talk to you and ${FORENAME} about the first day, and about what has to be done before.`,
  SUPPORT: `School will talk to you and ${FORENAME} about the first visit. It can ask again if that does not help enough.`,
  DECLINED: null,
  DEFERRED: 'We will write to you after that. Nothing changes until then.',
};
const PLAIN_DECLINED: Readonly<Record<DeclineReasonKey, string>> = {
  MORE_NEEDED: 'We have asked school for more information. When we have it, it will be talked about again.',
  SUPPORT_IN_SCHOOL: 'School will help in other ways, and can ask again if that does not work.',
  NOT_ELIGIBLE: 'School will tell you where else help can be had.',
  PLAN_NAMES_SETTING: 'The officer for special educational needs takes it over, because there is a plan.',
  OTHER_AUTHORITY: 'Another council has to arrange it. School sends the request there.',
};

/** What somebody is written, with marks for the name; null where there is nothing to tell them. */
export function letterFor(audience: LetterAudience, facts: LetterFacts): LetterContent | null {
  const { title, parts } = LETTER_AUDIENCES[audience];
  const sections = parts.flatMap((name) => (PARTS[name] as Part)(facts) ?? []);
  return sections.length === 0 ? null : { title, sections };
}

export interface ChildsName {
  readonly forename: string;
  readonly surname: string;
}

const wordOf = (name: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}])${name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}(?![\\p{L}\\p{N}])`, 'gu');

/** What people wrote in their own words, with marks in place of the child's name. */
export function withoutName(text: string, { forename, surname }: ChildsName): string {
  // The longer first: a forename may be a part of the surname.
  const marks = [
    { name: forename.trim(), mark: FORENAME },
    { name: surname.trim(), mark: SURNAME },
  ].toSorted((a, b) => b.name.length - a.name.length);
  return marks.reduce((said, { name, mark }) => (name === '' ? said : said.replaceAll(wordOf(name), mark)), text);
}

/** As its reader sees it: with the name, or with a pupil instead. */
export function filledIn(content: LetterContent, child: ChildsName | null): LetterContent {
  const fill = (text: string): string =>
    child === null
      ? text.replaceAll(BOTH, 'the pupil').replaceAll(FORENAME, 'the pupil').replaceAll(SURNAME, 'the pupil')
      : text.replaceAll(FORENAME, () => child.forename).replaceAll(SURNAME, () => child.surname);
  return {
    title: fill(content.title),
    sections: content.sections.map(({ title, words }) => ({ title, words: words.map(fill) })),
  };
}
