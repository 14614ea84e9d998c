import { formatDate } from '../../../kernel/index.js';
import { type Field, Form, radios, wholeNumber } from '../../../web/index.js';
import type { OpeningAnswer } from '../application/confirm-openings.js';
import type { OpeningView } from '../application/list-openings.js';
import { PLACES_MAX } from '../domain/opening-rules.js';

type Answer = OpeningAnswer['answer'];
const TRUE = { value: 'TRUE', text: 'Still true' } as const;
const LATER = { value: 'LATER', text: 'I cannot say yet' } as const;
const CLOSED = {
  value: 'CLOSED',
  text: 'No longer open',
  hint: 'It takes nobody new. Whoever is there stays.',
} as const;

type ConfirmFields = Record<string, Field<Answer> | Field<number | null>>;

const answerName = (id: string): string => `answer-${id}`;
const placesName = (id: string): string => `places-${id}`;

/** One question an opening, all answered "still true" to start with; who may not change openings sees no other change. */
export function confirmForm(openings: readonly OpeningView[]): Form<ConfirmFields> {
  const fields: ConfirmFields = {};
  const places: Record<string, string> = {};
  for (const one of openings) {
    const label = `${one.programmeName} at ${one.siteName}`;
    fields[answerName(one.id)] = radios<Answer>({
      label,
      hint: `${one.patterns.map((pattern) => pattern.label).join(' · ')}. ${formatDate(one.validFrom)} to ${formatDate(one.validTo)}. Last confirmed ${formatDate(one.confirmedOn)}`,
      choices: one.mayManage ? [TRUE, CLOSED, LATER] : [TRUE, LATER],
    });
    if (one.mayManage) {
      fields[placesName(one.id)] = wholeNumber({
        label: `Places: ${label}`,
        hint: `Up to ${one.used} are used this week`,
        most: PLACES_MAX,
        width: 3,
        optional: true,
      });
    }
    places[one.id] = one.mayManage ? placesName(one.id) : answerName(one.id);
  }
  return new Form(fields, places);
}

export function startOf(openings: readonly OpeningView[]): Record<string, Answer | number> {
  return Object.fromEntries(
    openings.flatMap((one): [string, Answer | number][] => [
      [answerName(one.id), 'TRUE'],
      ...(one.mayManage ? [[placesName(one.id), one.places] as [string, number]] : []),
    ]),
  );
}

/** What was said of the openings that were listed; a version comes with each, so that nothing unseen is confirmed. */
export function answersOf(
  openings: readonly OpeningView[],
  values: Readonly<Record<string, unknown>>,
  body: Readonly<Record<string, unknown>>,
): OpeningAnswer[] {
  return openings.map((one) => {
    const places = values[placesName(one.id)];
    return {
      openingId: one.id,
      version: Number(body[`version-${one.id}`]),
      answer: values[answerName(one.id)] as Answer,
      places: typeof places === 'number' ? places : one.places,
    };
  });
}
