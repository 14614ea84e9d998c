import type { KeptTable } from './kept-records.js';

export type Row = Readonly<Record<string, unknown>>;
export interface Section {
  readonly title: string;
  readonly table: string;
  readonly rows: readonly Row[];
}
export interface Gathered {
  readonly reference: string;
  readonly gatheredOn: string;
  readonly sections: readonly Section[];
  readonly withheld: readonly { readonly title: string; readonly because: string }[];
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Marks of our own and of people who work with the case: nothing that is held on the child. */
const OURS = /(^authority_id|_hash|digest|business_key|^user_id|^membership_id)$/;

/** The row as it is given: without who of the staff did it, without other people, without marks of our own. */
export function givenRow(row: Row, { without = [] }: Pick<KeptTable, 'without'>): Row {
  return Object.fromEntries(
    Object.entries(row).filter(
      ([key, value]) =>
        value !== null &&
        !OURS.test(key) &&
        !without.includes(key) &&
        !(key.endsWith('_by') && typeof value === 'string' && UUID.test(value)),
    ),
  );
}

export const dataOf = (gathered: Gathered): string => JSON.stringify(gathered, null, 1);

const MARKS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const safe = (text: string): string => text.replaceAll(/[&<>"']/g, (mark) => MARKS[mark] ?? '');
const words = (key: string): string => {
  const plain = key.replaceAll('_', ' ');
  return plain.charAt(0).toUpperCase() + plain.slice(1);
};
const shown = (value: unknown): string =>
  typeof value === 'string' ? value : value instanceof Date ? value.toISOString() : (JSON.stringify(value) ?? '');

/** One page that needs nothing else: no script, no address, readable and printable for years. */
export function pageOf({ reference, gatheredOn, sections, withheld }: Gathered): string {
  const records = (section: Section): string =>
    section.rows
      .map((row, at) => {
        const lines = Object.entries(row).map(
          ([key, value]) => `<tr><th scope="row">${safe(words(key))}</th><td>${safe(shown(value))}</td></tr>`,
        );
        return `<table><caption>${safe(section.title)} ${at + 1}</caption><tbody>${lines.join('')}</tbody></table>`;
      })
      .join('');
  const parts = sections
    .filter(({ rows }) => rows.length > 0)
    .map((section) => `<section><h2>${safe(section.title)} (${section.rows.length})</h2>${records(section)}</section>`);
  const kept = withheld.map(({ title, because }) => `<li>${safe(title)}. ${safe(because)}</li>`);
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<title>Everything held on ${safe(reference)}</title>`,
    '<style>body{font-family:sans-serif;max-width:60em;margin:2em auto;padding:0 1em}table{width:100%;border-collapse:collapse;margin:1em 0}',
    'caption{text-align:left;font-weight:bold}th,td{text-align:left;vertical-align:top;border-bottom:1px solid #767676;padding:.3em}th{width:14em}td{white-space:pre-wrap;overflow-wrap:anywhere}</style>',
    `</head><body><main><h1>Everything held on ${safe(reference)}</h1><p>Gathered on ${safe(gatheredOn)}.</p>`,
    `<section><h2>What is not given, and why</h2><ul>${kept.join('')}</ul></section>`,
    ...parts,
    '</main></body></html>',
  ].join('');
}
