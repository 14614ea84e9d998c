import type { FieldFault } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { Organisation, Organisations } from '../../organisations/index.js';
import type { Answers } from '../domain/answers.js';
import type { Choice } from '../domain/codes.js';

/** Answers that name another school than the one that refers. */
export const SCHOOL_ANSWERS = ['managedMove.receivingSchoolId', 'reintegration.schoolId'] as const;

export const isOpenSchool = (organisation: Organisation | undefined): boolean =>
  organisation?.kind === 'SCHOOL' && organisation.status !== 'CLOSED';

const idsIn = (answers: Answers): string[] => SCHOOL_ANSWERS.flatMap((path) => answers[path] ?? []);

/** The names of the schools that answers name. */
export async function schoolNames(tx: Tx, organisations: Organisations, answers: Answers): Promise<readonly Choice[]> {
  const ids = idsIn(answers);
  if (ids.length === 0) return [];
  return (await organisations.byIds(tx, ids)).map(({ id, name }) => ({ code: id, label: name }));
}

/** Rule `school` on an answer that names something other than an open school. */
export async function namedSchoolFaults(tx: Tx, organisations: Organisations, answers: Answers): Promise<FieldFault[]> {
  const ids = idsIn(answers);
  if (ids.length === 0) return [];
  const open = (await organisations.byIds(tx, ids)).filter(isOpenSchool).map(({ id }) => id);
  return SCHOOL_ANSWERS.filter((path) => answers[path] !== undefined && !open.includes(answers[path])).map((field) => ({
    field,
    rule: 'school',
  }));
}
