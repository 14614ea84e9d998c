import { Injectable } from '@nestjs/common';
import { newId } from '../../../kernel/index.js';
import { insertRows, type Tx } from '../../../platform/index.js';
import {
  type Answers,
  type AnswerValue,
  type FieldPath,
  type Levelled,
  type NamedPerson,
  present,
} from '../domain/answers.js';
import { answerLines } from '../domain/answer-words.js';
import { KEPT_WITH_QUESTION } from '../domain/fields.js';

interface CaseKey {
  readonly id: string;
  readonly authorityId: string;
}

type Row = Readonly<Record<string, unknown>>;

/** Whether anybody looked, and what a provider must know, stands beside the single risks. */
export const RISKS_ASSESSED = 'ASSESSED';

const PART_TABLES = [
  ...(['referral_reason', 'referral_need', 'referral_wish', 'referral_answer'] as const),
  ...(['referral_risk', 'referral_sibling', 'referral_keep_apart', 'referral_preference'] as const),
];

interface StoredParts {
  reasons: string[] | null;
  needs: string[] | null;
  wishes: Levelled[] | null;
  words: { field: FieldPath; answer: string; value: AnswerValue | null }[] | null;
  risks: (Levelled & { note: string | null })[] | null;
  people: NamedPerson[] | null;
  siblings: NamedPerson[] | null;
  wish: string | null;
  preferences: { strength: 'PREFERRED' | 'SUITABLE'; place: string }[] | null;
}

/** What describes the child's case: needs, wishes, risks, people to be kept apart, the family's order. */
@Injectable()
export class AnswerStore {
  /** Replaces what was there. Row security refuses whoever may not refer. */
  async save(tx: Tx, referral: CaseKey, answers: Answers): Promise<void> {
    for (const table of PART_TABLES) await tx.query(`delete from ${table} where referral_id = $1`, [referral.id]);
    const own = { referral_id: referral.id, authority_id: referral.authorityId };
    const add = (table: string, rows: readonly Row[]) =>
      insertRows(
        tx,
        table,
        rows.map((row) => ({ ...own, ...row })),
      );
    const reasons = answers['exclusion.reasons'] ?? [];
    const needs = answers['needs.codes'] ?? [];
    const wishes = answers['needs.wishes'] ?? [];
    await add(
      'referral_reason',
      reasons.map((code, index) => ({ position: index + 1, code })),
    );
    await add(
      'referral_need',
      needs.map((code, index) => ({ rank: index + 1, code })),
    );
    await add(
      'referral_wish',
      wishes.map(({ code, level, by }) => ({ code, strength: level, said_by: by ?? null })),
    );
    await add('referral_answer', wordsOf(answers));
    await add('referral_risk', risksOf(answers));
    await add('referral_preference', preferencesOf(answers));
    await this.savePeople(tx, referral, answers['keepApart.people'] ?? []);
    await this.saveSiblings(tx, referral, answers['siblings.people'] ?? [], answers['siblings.wish'] ?? null);
  }

  private async savePeople(tx: Tx, referral: CaseKey, people: readonly NamedPerson[]): Promise<void> {
    for (const [position, person] of people.entries()) {
      await tx.query(
        `insert into referral_keep_apart (id, referral_id, authority_id, position, other_name, other_upn, reason, other_digest)
         values ($1, $2, $3::uuid, $4, $5, $6::text, $7,
           sha256(convert_to($3::uuid::text || '|' || $6::text, 'UTF8')))`,
        [newId(), referral.id, referral.authorityId, position + 1, person.name, person.upn, person.reason],
      );
    }
  }

  private async saveSiblings(
    tx: Tx,
    referral: CaseKey,
    people: readonly NamedPerson[],
    wish: string | null,
  ): Promise<void> {
    for (const [position, person] of people.entries()) {
      await tx.query(
        `insert into referral_sibling (id, referral_id, authority_id, position, wish, other_name, other_upn, reason, other_digest)
         values ($1, $2, $3::uuid, $4, $5, $6, $7::text, $8,
           sha256(convert_to($3::uuid::text || '|' || $7::text, 'UTF8')))`,
        [newId(), referral.id, referral.authorityId, position + 1, wish, person.name, person.upn, person.reason],
      );
    }
  }

  /** Everything the actor may open, in one statement; a part out of scope is simply not among the answers. */
  async read(tx: Tx, referralId: string): Promise<Answers> {
    const [row] = await tx.query<StoredParts>(
      `select
         (select json_agg(code order by position) from referral_reason where referral_id = $1) as reasons,
         (select json_agg(code order by rank) from referral_need where referral_id = $1) as needs,
         (select json_agg(json_strip_nulls(json_build_object('code', code, 'level', strength, 'by', said_by)) order by code)
            from referral_wish where referral_id = $1) as wishes,
         (select json_agg(json_build_object('field', field, 'answer', answer, 'value', value)) from referral_answer
            where referral_id = $1) as words,
         (select json_agg(json_build_object('code', code, 'level', level, 'note', note) order by code)
            from referral_risk where referral_id = $1) as risks,
         (select json_agg(json_build_object('name', other_name, 'upn', other_upn, 'reason', reason) order by position)
            from referral_keep_apart where referral_id = $1) as people,
         (select json_agg(json_build_object('name', other_name, 'upn', other_upn, 'reason', reason) order by position)
            from referral_sibling where referral_id = $1) as siblings,
         (select min(wish) from referral_sibling where referral_id = $1) as wish,
         (select json_agg(json_build_object('strength', strength, 'place', case when programme_id is null
              then 'provider:' || provider_organisation_id else 'programme:' || programme_id end) order by rank)
            from referral_preference where referral_id = $1) as preferences`,
      [referralId],
    );
    return row === undefined ? {} : answersFrom(row);
  }
}

/** One text is its own words; anything else is kept as a value with the words in which it was read. */
const wordsOf = (answers: Answers): Row[] =>
  KEPT_WITH_QUESTION.flatMap((field): Row[] => {
    const given = answers[field.path];
    if (given === undefined) return [];
    const own = { field: field.path, question: field.label };
    return typeof given === 'string'
      ? [{ ...own, answer: given, value: null }]
      : [{ ...own, answer: answerLines(field, given, field.options ?? []).join('\n'), value: JSON.stringify(given) }];
  });

function risksOf(answers: Answers): Row[] {
  const assessed = answers['risks.assessed'];
  const items = (answers['risks.items'] ?? []).map(({ code, level }) => ({ code, level, note: null }));
  if (assessed === undefined) return items;
  return [{ code: RISKS_ASSESSED, level: assessed, note: answers['risks.note'] ?? null }, ...items];
}

function preferencesOf(answers: Answers): Row[] {
  const lists = [
    ['PREFERRED', answers['family.preferred'] ?? []],
    ['SUITABLE', answers['family.suitable'] ?? []],
  ] as const;
  return lists.flatMap(([strength, places]) =>
    places.map((place, index) => {
      const [kind, id = null] = place.split(':');
      const isProgramme = kind === 'programme';
      return {
        strength,
        rank: index + 1,
        programme_id: isProgramme ? id : null,
        provider_organisation_id: isProgramme ? null : id,
      };
    }),
  );
}

function answersFrom(row: StoredParts): Answers {
  const assessed = row.risks?.find(({ code }) => code === RISKS_ASSESSED);
  const risks = row.risks?.filter(({ code }) => code !== RISKS_ASSESSED).map(({ code, level }) => ({ code, level }));
  const places = (strength: string) =>
    row.preferences?.filter((one) => one.strength === strength).map(({ place }) => place);
  return present({
    'exclusion.reasons': row.reasons,
    'needs.codes': row.needs,
    'needs.wishes': row.wishes,
    'risks.items': risks,
    'risks.assessed': assessed?.level,
    'risks.note': assessed?.note,
    'keepApart.people': row.people,
    'siblings.people': row.siblings,
    'siblings.wish': row.wish,
    'family.preferred': places('PREFERRED'),
    'family.suitable': places('SUITABLE'),
    ...Object.fromEntries((row.words ?? []).map(({ field, answer, value }) => [field, value ?? answer])),
  });
}
