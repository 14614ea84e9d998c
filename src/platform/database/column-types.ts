import pg from 'pg';

const INT8 = 20;
const DATE = 1082;
const INT8_ARRAY = 1016;
const DATE_ARRAY = 1182;

/** A bigint that a number cannot hold exactly must stop the work, not lose a penny. */
function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('A number in the database is too large to be exact');
  return value;
}

const readers = new Map<number, (text: string) => unknown>([
  [INT8, wholeNumber],
  [INT8_ARRAY, (text) => elements(text).map((each) => (each === null ? null : wholeNumber(each)))],
  // A date has no time and no zone: '2026-11-09' stays what it is.
  [DATE, (text) => text],
  [DATE_ARRAY, elements],
]);

function elements(text: string): (string | null)[] {
  const inside = text.slice(1, -1);
  return inside === '' ? [] : inside.split(',').map((each) => (each === 'NULL' ? null : each));
}

/** How columns become values in our pools. Handed to each pool rather than set globally: BullMQ has its own ideas. */
export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    const reader = format === 'binary' ? undefined : readers.get(oid);
    return reader ?? (pg.types.getTypeParser(oid, format as 'text') as (text: string) => unknown);
  }) as pg.CustomTypesConfig['getTypeParser'],
};
