import { NEEDS } from '../../../kernel/index.js';
import type { LotRequirements } from './lots.js';

const range = (from: number | null, to: number | null, words: { least: string; most: string }): string[] => {
  if (from !== null && to !== null) return [from === to ? `${from}` : `${from} to ${to}`];
  if (from !== null) return [`${words.least} ${from}`];
  return to === null ? [] : [`${words.most} ${to}`];
};

const NUMBERS = { least: 'at least', most: 'at most' };
const YEARS = { least: 'from year', most: 'up to year' };

/** What a lot asks for, in words: "At least 25 hours a week, years 7 to 11". Empty where it says nothing. */
export function requirementWords(asked: LotRequirements): string {
  const parts = [
    ...range(asked.leastHours, asked.mostHours, NUMBERS).map((hours) => `${hours} hours a week`),
    ...range(asked.yearFrom, asked.yearTo, YEARS).map((years) => (/^\d/.test(years) ? `years ${years}` : years)),
    ...(asked.needs.length === 0 ? [] : [`for ${asked.needs.map((code) => NEEDS[code]).join(' or ')}`]),
    ...(asked.mustBeRegistered === null
      ? []
      : [asked.mustBeRegistered ? 'registered schools only' : 'sites that are not registered schools']),
  ];
  const words = parts.join(', ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
