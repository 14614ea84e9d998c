import {
  type Actor,
  type DateOnly,
  describeSessions,
  formatDate,
  formatDateTime,
  formatPounds,
  fundName,
  londonDate,
  may,
  movesFrom,
  pence,
} from '../../../kernel/index.js';
import { describeBasis } from '../../tariffs/index.js';
import { type DataTable, dataTable, dayCell, type StatusTag, tag } from '../../../web/index.js';
import type { PlaceName, PlacementRow } from '../application/placement-queries.js';
import type { Part } from '../persistence/placement.store.js';
import type { PlacementView } from '../application/view-placement.js';
import {
  DECLINE_REASONS,
  END_REASONS,
  placementMoves,
  type PlacementStatus,
  STATUS_WORDS,
} from '../domain/placement-states.js';
import { whereOf } from '../../providers/index.js';
import { LEAVES } from '../domain/destination.js';
import { pauseOf } from '../domain/changes.js';
import { changesTable } from './change-page.js';
import { stopWords } from '../domain/provision-stops.js';
import { CODE_WORDS, ROLL_WORDS } from '../domain/registration.js';
import { whatHappensNext } from '../domain/what-happens-next.js';

const COLOURS: Readonly<Record<PlacementStatus, StatusTag['colour']>> = {
  OFFERED: 'yellow',
  AGREED: 'blue',
  ACTIVE: 'green',
  ENDED: 'grey',
  DECLINED: 'grey',
  LAPSED: 'grey',
  WITHDRAWN: 'grey',
};

/** Says the state and who must act. */
export const statusTag = (status: PlacementStatus): StatusTag =>
  tag(
    STATUS_WORDS[status].actor === 'No one needs to act'
      ? STATUS_WORDS[status].label
      : `${STATUS_WORDS[status].label}: ${STATUS_WORDS[status].actor.toLowerCase()}`,
    COLOURS[status],
  );

const UNNAMED_SCHOOL = 'Named when the offer is agreed';

export function placementTable(rows: readonly PlacementRow[], links: Pick<DataTable, 'csvHref' | 'pages'>): DataTable {
  return dataTable({
    caption: 'Placements',
    captionHidden: true,
    columns: ['Placement', 'Pupil', 'School', 'Where', 'From', 'To', 'Status'].map((heading) => ({ heading })),
    rows: rows.map((row) => [
      { text: row.reference, href: `/placements/${row.id}` },
      row.pupilReference,
      row.schoolName ?? UNNAMED_SCHOOL,
      row.places,
      dayCell(row.startsOn),
      dayCell(row.endedOn ?? row.plannedEnd),
      { text: '', tag: statusTag(row.status), csv: STATUS_WORDS[row.status].label },
    ]),
    empty: 'There are no placements here.',
    ...links,
  });
}

const words = (list: Readonly<Record<string, string>>, code: string | null): string => (code && list[code]) ?? '';

/** Everything the page shows, worked out here so that the template only loops. */
export function placementPage(actor: Actor, view: PlacementView, today: DateOnly): object {
  const { placement, reader } = view;
  const homeCode = view.roll.find(({ attendanceCode }) => attendanceCode !== null)?.attendanceCode ?? null;
  return {
    title: `Placement ${placement.reference}`,
    id: placement.id,
    status: statusTag(placement.status),
    next: whatHappensNext({
      reader,
      status: placement.status,
      startsOn: placement.startsOn,
      plannedEnd: placement.plannedEnd,
      endedOn: placement.endedOn,
      answerBy: placement.answerBy,
      ownAnswerGiven: view.ownAnswer === 'ACCEPTED',
      homeCode,
      paused: placement.status === 'ACTIVE' ? (pauseOf(view.components, today) ?? null) : null,
      today,
    }),
    notices: view.notices.map((one) => `${formatDate(londonDate(one.toldAt))}: ${stopWords(one)}.`),
    facts: factRows(actor, view),
    pupil: pupilRows(view),
    places: placesTable(view),
    calledOff: callOffs(view),
    changes: changesTable(view.changes),
    roll: rollTable(view),
    money: moneyTable(view),
    reasons: view.decision?.reasons,
    can: {
      answer: may(actor, 'placement.answer') && placement.status === 'OFFERED' && view.ownAnswer === 'WAITING',
      start:
        may(actor, 'placement.start') &&
        placement.status === 'AGREED' &&
        view.ownAnswer === 'ACCEPTED' &&
        placement.startsOn <= today,
      end:
        may(actor, 'placement.end') &&
        placement.status === 'ACTIVE' &&
        (view.ownAnswer === 'ACCEPTED' || may(actor, 'decision.make')),
      change: view.asks && (placement.status === 'AGREED' || placement.status === 'ACTIVE') && view.block === null,
      transfer: placement.status === 'ACTIVE' && may(actor, 'decision.make') && may(actor, 'placement.end'),
      destination:
        placement.status === 'ENDED' &&
        view.asks &&
        reader !== 'PROVIDER' &&
        LEAVES.some((one) => one === placement.endReason),
      withdraw: may(actor, 'decision.make') && movesFrom(placementMoves, placement.status).includes('withdraw'),
    },
  };
}

function factRows(actor: Actor, view: PlacementView): object[] {
  const { placement } = view;
  const declined = view.offers.filter(({ answer }) => answer === 'DECLINED');
  return [
    { label: 'Referral', value: view.referralReference, href: referralHref(actor, placement.referralId) },
    { label: 'School', value: view.schoolName ?? UNNAMED_SCHOOL },
    ...(view.block === null
      ? []
      : [
          {
            label: 'Paid for with',
            value: `Block ${view.block.reference}, bought ahead: nothing more is committed`,
            href: `/blocks/${view.block.id}`,
          },
        ]),
    { label: 'First day', value: formatDate(placement.startsOn) },
    { label: 'Planned last day', value: formatDate(placement.plannedEnd) },
    ...(placement.endedOn
      ? [{ label: 'Ended', value: `${formatDate(placement.endedOn)}: ${words(END_REASONS, placement.endReason)}` }]
      : []),
    ...(placement.status === 'OFFERED' ? [{ label: 'Answer by', value: formatDateTime(placement.answerBy) }] : []),
    ...declined.map((offer) => ({
      label: `Declined by ${offer.providerName}`,
      value: [words(DECLINE_REASONS, offer.reason), offer.note].filter(Boolean).join(': '),
    })),
  ];
}

/** For whoever may open it: finance and providers know its reference alone. */
export const referralHref = (actor: Actor, referralId: string): string | undefined =>
  may(actor, 'referral.read') ? `/referrals/${referralId}` : undefined;

/** Under what a part was bought, in words. */
function boughtUnder({ supplyRoute, calledOff, ground }: PlaceName): string {
  if (supplyRoute === 'MAINTAINED_AP') return 'Maintained by the authority';
  if (calledOff !== null) return `${calledOff.framework} (${calledOff.reference}), ${calledOff.lot}`;
  const why = { LIST_EXHAUSTED: 'nobody on the list could take the pupil', APPROVED: 'approved by a second person' };
  return ground === null ? 'Before this was recorded' : `Outside the framework: ${why[ground]}`;
}

/** The pupil as far as the reader may know: a reference and a profile before acceptance, the rest after. */
function pupilRows({ summary, pupilReference }: PlacementView): object[] {
  const { identity, profile, parts } = { identity: null, profile: null, parts: {}, ...summary };
  const needs = 'needs.codes' in parts && Array.isArray(parts['needs.codes']) ? parts['needs.codes'].join(', ') : null;
  return [
    ...(identity ? [{ label: 'Pupil', value: `${identity.forename} ${identity.surname}` }] : []),
    { label: 'Pupil reference', value: pupilReference },
    ...(identity ? [{ label: 'Date of birth', value: formatDate(identity.dateOfBirth) }] : []),
    ...(profile ? [{ label: 'Year group', value: String(profile.yearGroup) }] : []),
    ...(profile ? [{ label: 'Access needs', value: profile.accessNeeds.join(', ') || 'None given' }] : []),
    ...(needs ? [{ label: 'Needs', value: needs }] : []),
  ];
}

/** Those who answered for it may read the approval; for others it is a sentence. */
const underLink = ({ reader }: PlacementView, name: PlaceName) =>
  reader === 'AUTHORITY' && name.requestId !== null
    ? { text: boughtUnder(name), href: `/off-framework/${name.requestId}` }
    : boughtUnder(name);

function placesTable(view: PlacementView): DataTable {
  return dataTable({
    caption: 'Where and when',
    columns: [
      { heading: 'Provider' },
      { heading: 'Programme' },
      { heading: 'Sessions' },
      { heading: 'Bought under' },
      { heading: 'Price a week', numeric: true },
    ],
    rows: counting(view).map((one) => {
      const name = view.places.find(({ patternId }) => patternId === one.patternId);
      return [
        {
          text: name ? whereOf(name.provider, name.site) : 'A site',
          note: [name?.address, name?.postcode].filter(Boolean).join(', '),
        },
        name?.programme ?? '',
        { text: describeSessions(one.sessions), note: daysOf(one, view) },
        name ? underLink(view, name) : '',
        formatPounds(one.weeklyPence),
      ];
    }),
    empty: 'Nothing is shown here for you.',
  });
}

/** Parts that count on some day: a change may have ended one before it began. */
const counting = ({ components }: PlacementView) => components.filter(({ from, until }) => from <= until);

/** Only where a change begins or ends a part. */
function daysOf({ from, until }: Part, { placement }: PlacementView): string {
  const whole = from === placement.startsOn && until >= (placement.endedOn ?? placement.plannedEnd);
  return whole ? '' : `${formatDate(from)} to ${formatDate(until)}`;
}

/** Framework, lot, admission, terms and price that each part was called off under, as they stood that day. */
function callOffs(view: PlacementView): object[] {
  const once = [...new Map(view.places.map((name) => [name.patternId, name])).values()];
  return once.flatMap((name) => {
    const part = view.components.find(({ patternId }) => patternId === name.patternId);
    if (name.calledOff === null || part === undefined) return [];
    const { framework, reference, lot, from, to, terms } = name.calledOff;
    const day = (date: DateOnly) => formatDate(date);
    return [
      {
        title: whereOf(name.provider, name.site),
        rows: [
          { label: 'Framework', value: `${framework} (${reference})` },
          { label: 'Lot', value: lot },
          { label: 'Admission', value: `${name.provider}, ${day(from)} to ${day(to)}` },
          {
            label: 'Terms',
            value:
              terms === null
                ? 'Not kept when it was called off'
                : `Conditions of the lot, version ${terms.version}, as of ${day(terms.takenOn)}`,
          },
          {
            label: 'Price',
            value: `${formatPounds(part.netPence)} for ${describeBasis(part.basis, part.sessionsCovered)}, net of VAT`,
          },
        ],
        conditions: terms?.conditions.map((one) => `${one.number}. ${one.title}: ${one.requirement}`) ?? [],
      },
    ];
  });
}

function rollTable(view: PlacementView): DataTable {
  return dataTable({
    caption: 'On whose roll',
    columns: ['Organisation', 'Registration', 'From', 'To', 'Home school marks'].map((heading) => ({ heading })),
    rows: view.roll.map((entry) => [
      entry.organisationName,
      { text: ROLL_WORDS[entry.status], note: entry.certainty === 'EXPECTED' ? 'Expected, not decided' : '' },
      formatDate(entry.from),
      entry.to === null ? '' : formatDate(entry.to),
      entry.attendanceCode === null ? '' : CODE_WORDS[entry.attendanceCode],
    ]),
    empty: 'Registration is written down when the provider accepts.',
  });
}

function moneyTable({ commitments }: PlacementView): DataTable | null {
  if (commitments.length === 0) return null;
  const numeric = (heading: string) => ({ heading, numeric: true });
  return dataTable({
    caption: 'Money committed, net of VAT',
    columns: [
      { heading: 'Who pays' },
      { heading: 'Financial year' },
      ...['Committed', 'Let go', 'Still committed'].map(numeric),
    ],
    rows: commitments.map((one) => [
      one.payer === 'SCHOOL' ? 'The school' : fundName(one.fund),
      one.financialYear,
      ...[one.pence, one.voidedPence, pence(one.pence - one.voidedPence - one.postedPence)].map(formatPounds),
    ]),
  });
}
