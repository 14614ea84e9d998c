import type { Pupil } from '../model.js';
import type { Settings } from '../settings.js';
import { presentDuring } from './registration.js';
import { atMost, placeRule } from './rule.js';

/**
 * Confidential: how many pupils are at the site from whom this one must be kept apart, whoever named whom. The value is
 * a count; no explanation says who.
 */
export const keepApart = placeRule<number, number>({
  key: 'keepApart',
  audience: 'PANEL',
  judge: atMost,
  measure(pupil, { site }, option) {
    const named = new Set(pupil.keepApartPupilIds);
    const there = presentDuring(site, option, pupil.pupilId).filter(
      (one) => named.has(one.pupilId) || one.keepApartPupilIds.includes(pupil.pupilId),
    );
    return { value: new Set(there.map((one) => one.pupilId)).size, limit: 0 };
  },
});

/**
 * The pupil as the parties of the case are answered: without the names that their own referral gave, of pupils to be kept
 * apart or of siblings. Otherwise a school could name any child by number and read off which place goes or gains, and so
 * where that child is. The same pupil when nothing was named.
 */
export function asPartiesRead(pupil: Pupil): Pupil {
  const { siblings, ...others } = pupil;
  const { keepApartPupilIds, keptApartByPupilIds } = pupil;
  const own = keepApartPupilIds.filter((id) => !keptApartByPupilIds.includes(id));
  if (own.length === 0 && siblings === undefined) return pupil;
  return { ...others, keepApartPupilIds: keptApartByPupilIds };
}

const LEVELS = ['LOW', 'MEDIUM', 'HIGH'];

/** The pupil's risks that the policy separates by site. */
export function separatedRisks(pupil: Pupil, { codes, fromLevel }: Settings['rules']['riskSeparation']): string[] {
  return pupil.risks
    .filter(({ code, level }) => codes.includes(code) && LEVELS.indexOf(level) >= LEVELS.indexOf(fromLevel))
    .map(({ code }) => code);
}

/** Confidential: how many pupils with one such risk the site would have, this one included. */
export const riskSeparation = placeRule<number, number>({
  key: 'riskSeparation',
  audience: 'PANEL',
  judge: atMost,
  measure(pupil, { site }, option, { settings }) {
    const limit = settings.rules.riskSeparation;
    const codes = separatedRisks(pupil, limit);
    if (codes.length === 0) return undefined;
    const present = presentDuring(site, option, pupil.pupilId);
    const most = Math.max(
      ...codes.map((code) => new Set(present.filter((one) => one.riskCodes.includes(code)).map((o) => o.pupilId)).size),
    );
    return { value: most + 1, limit: limit.pupilsAtOneSite };
  },
});
