import { compulsorySchoolAgeEndsOn, type DateOnly, within } from '../../../../kernel/index.js';
import type { Occupant, Option, Pupil, Site } from '../model.js';
import type { Settings } from '../settings.js';
import { optionRule, type Verdict } from './rule.js';

export type RegistrationLimits = Settings['rules']['registration'];

/** One pupil's booked hours at one site in a week. */
export interface Booking {
  readonly weeklyMinutes: number;
  readonly compulsoryAge: boolean;
  /** Has an EHC plan or is looked after: one such full-time pupil is enough (s.463 Education Act 1996). */
  readonly protected: boolean;
}

export interface RegistrationRisk {
  readonly fullTime: number;
  readonly protectedFullTime: number;
  /** MUST_REGISTER: these bookings would make the setting a school. REVIEW: near enough that a person should look. */
  readonly outcome: 'MUST_REGISTER' | 'REVIEW' | 'WARN' | 'CLEAR';
}

/**
 * What a setting's bookings amount to. Full time is not defined in law: the Department treats more than 18 hours a week
 * as full time, which is why the figure is the policy's. Only this service's own bookings are seen, so CLEAR proves
 * nothing about other commissioners.
 */
export function registrationRisk(bookings: readonly Booking[], limits: RegistrationLimits): RegistrationRisk {
  const ofAge = bookings.filter((booking) => booking.compulsoryAge);
  const full = ofAge.filter((booking) => booking.weeklyMinutes > limits.fullTimeOverHours * 60);
  const fullTime = full.length;
  const protectedFullTime = full.filter((booking) => booking.protected).length;
  const near = ofAge.filter((booking) => booking.weeklyMinutes >= limits.warnFromHours * 60);
  const outcome =
    fullTime >= limits.pupils || protectedFullTime >= limits.protectedPupils
      ? 'MUST_REGISTER'
      : near.some((booking) => booking.protected)
        ? 'REVIEW'
        : near.length > 0
          ? 'WARN'
          : 'CLEAR';
  return { fullTime, protectedFullTime, outcome };
}

/** A school is judged by its site first; several sites of one operator that pass alone are flagged for a person. */
export function providerNeedsReview(sites: readonly RegistrationRisk[], limits: RegistrationLimits): boolean {
  const fullTime = sites.reduce((sum, site) => sum + site.fullTime, 0);
  return fullTime >= limits.pupils && sites.every((site) => site.outcome !== 'MUST_REGISTER');
}

export const isRegistered = ({ registration }: Site): boolean =>
  registration !== null && registration.kind !== 'NOT_REGISTERED';

export const isProtected = (pupil: Pupil): boolean => pupil.ehcp || pupil.lookedAfter === 'YES';

/** Still of compulsory school age in the place's first week (s.8 Education Act 1996). */
function compulsoryAge(dateOfBirth: DateOnly, on: DateOnly): boolean {
  const endsOn = compulsoryAgeEnds.get(dateOfBirth) ?? compulsorySchoolAgeEndsOn(dateOfBirth);
  compulsoryAgeEnds.set(dateOfBirth, endsOn);
  return on <= endsOn;
}
/** By date of birth: a few thousand days, each asked for with every pair. */
const compulsoryAgeEnds = new Map<DateOnly, DateOnly>();

/** The occupants whose time at the site overlaps the period. */
export const presentDuring = (site: Site, { period }: Option, without: string): readonly Occupant[] =>
  site.occupants.filter(
    (one) =>
      one.pupilId !== without &&
      one.startsOn <= period.endsOn &&
      (one.endsOn === null || one.endsOn >= period.startsOn),
  );

/** Weekly minutes the pupil would spend at each site of the option. */
export function minutesBySite(option: Option): ReadonlyMap<Site, number> {
  const minutes = new Map<Site, number>();
  for (const { site, weeklyMinutes } of option.places) minutes.set(site, (minutes.get(site) ?? 0) + weeklyMinutes);
  return minutes;
}

/** True when the option gives the pupil full-time hours at a site that is not registered. */
export const isFullTimeAt = (site: Site, minutes: number, limits: RegistrationLimits): boolean =>
  !isRegistered(site) && minutes > limits.fullTimeOverHours * 60;

/** How many full-time pupils of compulsory school age an unregistered site has already, by other bookings. */
export const fullTimeNow = (site: Site, on: DateOnly, limits: RegistrationLimits): number =>
  registrationRisk(
    site.occupants
      .filter((one) => within(on, one.startsOn, one.endsOn))
      .map((one) => ({
        weeklyMinutes: one.weeklyMinutes,
        compulsoryAge: compulsoryAge(one.dateOfBirth, on),
        protected: one.ehcp || one.lookedAfter,
      })),
    limits,
  ).fullTime;

/** [outcome for this pupil, weekly minutes, full-time pupils with this one]; the limits are minutes, warning, pupils. */
type Value = readonly [minutes: number, fullTime: number, protectedFullTime: number, protectedPupil: number];
type Limit = readonly [overMinutes: number, warnFromMinutes: number, pupils: number, protectedPupils: number];

/**
 * Never proposes what would make an unregistered site registrable; whoever decides may confirm one with a reason,
 * because the service sees only its own authority's bookings. Looked at for the site where it comes closest.
 */
export const registration = optionRule<Value, Limit>({
  key: 'registration',
  judge: (
    [minutes, fullTime, protectedFullTime, protectedPupil],
    [over, warnFrom, pupils, protectedPupils],
  ): Verdict => {
    const isFull = minutes > over;
    if (isFull && (fullTime >= pupils || protectedFullTime >= protectedPupils)) return 'FAIL';
    return isFull || minutes >= warnFrom || (protectedPupil === 1 && minutes >= warnFrom) ? 'WARN' : 'PASS';
  },
  measure(pupil, option, { settings }) {
    const limits = settings.rules.registration;
    const measured = [...minutesBySite(option)]
      .filter(([site]) => !isRegistered(site))
      .map(([site, minutes]) => measureSite(pupil, option, site, minutes, limits));
    // The site that comes closest speaks for the option.
    const worst = measured.toSorted((a, b) => b[0] - a[0] || b[1] - a[1])[0];
    if (worst === undefined) return undefined;
    return {
      value: worst,
      limit: [limits.fullTimeOverHours * 60, limits.warnFromHours * 60, limits.pupils, limits.protectedPupils],
    };
  },
});

function measureSite(pupil: Pupil, option: Option, site: Site, minutes: number, limits: RegistrationLimits): Value {
  const on = option.period.startsOn;
  const others = presentDuring(site, option, pupil.pupilId).map((one) => ({
    weeklyMinutes: one.weeklyMinutes,
    compulsoryAge: compulsoryAge(one.dateOfBirth, on),
    protected: one.ehcp || one.lookedAfter,
  }));
  const own = {
    weeklyMinutes: minutes,
    compulsoryAge: compulsoryAge(pupil.dateOfBirth, on),
    protected: isProtected(pupil),
  };
  // Hours of somebody past compulsory school age make nothing registrable.
  if (!own.compulsoryAge) return [0, 0, 0, 0];
  const risk = registrationRisk([...others, own], limits);
  return [minutes, risk.fullTime, risk.protectedFullTime, own.protected ? 1 : 0];
}
