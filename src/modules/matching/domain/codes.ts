/** Features that a provider can bring in without building anything, so that their absence is a question, not a refusal. */
const ARRANGEABLE: readonly string[] = ['HEARING_LOOP'];

/** What a referral may wish for, as what a programme teaches or specialises in; any one of an entry is enough. */
const ASKED: Readonly<Record<string, readonly string[]>> = {
  ART: ['ART', 'CREATIVE_MEDIA'],
  MUSIC: ['MUSIC', 'CREATIVE_MEDIA'],
  HORTICULTURE: ['HORTICULTURE', 'OUTDOOR'],
  THERAPEUTIC: ['THERAPEUTIC', 'THERAPY'],
  ONE_TO_ONE: ['ONE_TO_ONE', 'TUTORING'],
  ACADEMIC: ['ACADEMIC', 'GCSE'],
  VOCATIONAL: ['VOCATIONAL', 'CONSTRUCTION', 'HAIR_BEAUTY', 'MOTOR_VEHICLE', 'CATERING'],
};

/** What the site lacks of what the pupil needs to use it, and which of the needs could be arranged. */
export function missingAccess(
  needed: readonly string[],
  features: readonly string[],
): { readonly missing: readonly string[]; readonly arrangeable: readonly string[] } {
  const has = new Set(features);
  const missing = needed.filter((need) => !has.has(need));
  return { missing, arrangeable: needed.filter((need) => ARRANGEABLE.includes(need)) };
}

/** The share, 0 to 1, of the needs that are met; the primary need, which stands first, counts twice. */
export function codesMet(needed: readonly string[], offered: readonly string[]): number {
  const has = new Set(offered);
  const weight = (index: number): number => (index === 0 ? 2 : 1);
  const all = needed.reduce((sum, _, index) => sum + weight(index), 0);
  const met = needed.reduce((sum, need, index) => sum + (has.has(need) ? weight(index) : 0), 0);
  return all === 0 ? 1 : met / all;
}

/** The share, 0 to 1, of what was asked for that is taught; each counts once. */
export function askedFor(asked: readonly string[], taught: readonly string[]): number {
  const has = new Set(taught);
  const met = asked.filter((code) => (ASKED[code] ?? [code]).some((one) => has.has(one)));
  return asked.length === 0 ? 0 : met.length / asked.length;
}
