import { type Actor, formatDateTime, formatPounds, may } from '../../../kernel/index.js';
import { dataTable, pageLinks, type StatusTag, tag } from '../../../web/index.js';
import { BASES, VAT_TREATMENTS } from '../../tariffs/index.js';
import type { BidDecision } from '../application/bid-decisions.js';
import { APPLICATIONS_A_PAGE, type ApplicationView, type OwnBid } from '../application/view-applications.js';
import { type ApplicationStatus, type Lack, sectionsOf } from '../domain/application.js';
import type { RoundPhase } from '../domain/round.js';
import type { ApplicationLine, Offer } from '../persistence/application.store.js';
import type { Round, StoredQuestion } from '../persistence/round.store.js';
import { answerWords } from './application-forms.js';
import { evidenceLinks, evidenceRows } from './evidence-forms.js';
import { PHASE_TAGS, removeCell } from './round.view.js';

const STATUS_TAGS: Readonly<Record<ApplicationStatus, StatusTag>> = {
  DRAFT: tag('You to finish', 'blue'),
  SUBMITTED: tag('Submitted', 'green'),
  WITHDRAWN: tag('Withdrawn', 'grey'),
};
/** What a bidder reads of its bid: once the board has decided on all its lots, what it decided. */
function ownTag(status: ApplicationStatus, lots: number, decisions: readonly BidDecision[]): StatusTag {
  if (decisions.length < lots || decisions.length === 0) return STATUS_TAGS[status];
  const admitted = decisions.filter(({ stage }) => stage === 'ADMITTED').length;
  if (admitted === 0) return tag('Not admitted', 'red');
  return admitted === decisions.length ? tag('Admitted', 'green') : tag('Admitted in part', 'green');
}
const DONE = tag('Completed', 'green');
const UNFINISHED = tag('To do', 'blue');

const closeWords = ({ status, closesAt, cancelledReason }: Round): string => {
  if (status === 'CANCELLED') return `The authority called the round off: ${cancelledReason ?? ''}`;
  return closesAt === null ? 'The round stays open.' : `The round closes on ${formatDateTime(closesAt)}.`;
};

/** The task list of a bid, each step with whether it is done. */
export function taskModel(view: ApplicationView): object {
  const { application, round } = view;
  const lacking = (step: Lack['step'], section?: string): boolean =>
    view.lacks.some((lack) => lack.step === step && (section === undefined || sectionOf(lack) === section));
  const at = (path: string): string => `/applications/${application.id}/${path}`;
  const needsLots = lacking('lots');
  const state = (isLacking: boolean): StatusTag => (needsLots || isLacking ? UNFINISHED : DONE);
  const questions = sectionsOf(view.questions).map(({ section }, index) => ({
    title: section,
    href: at(`questions/${index + 1}`),
    due: state(lacking('questions', section)),
  }));
  return {
    title: `Application to ${round.frameworkName}`,
    caption: round.name,
    id: application.id,
    status: STATUS_TAGS[application.status],
    close: closeWords(round),
    isReady: view.lacks.length === 0,
    tasks: [
      { title: 'Lots', href: at('lots'), due: needsLots ? UNFINISHED : DONE, detail: lotsWords(view) },
      ...(view.conditions.length === 0
        ? []
        : [{ title: 'Conditions of membership', href: at('conditions'), due: state(lacking('conditions')) }]),
      ...questions,
      ...(view.evidence.length === 0
        ? []
        : [{ title: 'Documents', href: at('documents'), due: state(lacking('evidence')), detail: shownWords(view) }]),
      {
        title: 'What you offer, and prices',
        href: at('offers'),
        due: state(lacking('offers')),
        detail: offersWords(view),
      },
    ],
    backHref: '/rounds',
  };
}

const sectionOf = (lack: Lack): string | undefined => (lack.step === 'questions' ? lack.section : undefined);
const lotsWords = ({ round, application }: ApplicationView): string =>
  round.lots
    .filter(({ id }) => application.lotIds.includes(id))
    .map(({ number }) => `lot ${number}`)
    .join(', ');
const shownWords = ({ evidence }: ApplicationView): string =>
  `${evidence.filter(({ fault }) => fault === null).length} of ${evidence.length} shown`;
const offersWords = ({ offers }: ApplicationView): string => (offers.length === 0 ? '' : `${offers.length} offered`);

/** Everything a bid says, for its own people after submitting and for those who read it once the bids are open. */
export function readModel(actor: Actor, view: ApplicationView, own: boolean): object {
  const { application, round, phase, decisions } = view;
  const isOpen = phase === 'OPEN';
  return {
    title: own ? `Application to ${round.frameworkName}` : application.providerName,
    caption: round.name,
    id: application.id,
    status: own ? ownTag(application.status, application.lotIds.length, decisions) : STATUS_TAGS[application.status],
    letters: own ? decisions.flatMap(letterLink) : [],
    facts: [
      { label: 'Provider', value: application.providerName },
      { label: 'Lots', value: lotsWords(view) },
      { label: 'Submitted', value: application.submittedAt && formatDateTime(application.submittedAt) },
      {
        label: 'Declared by',
        value: application.declaredByName && `${application.declaredByName}, ${application.declaredByRole ?? ''}`,
      },
    ],
    sections: answerSections(view),
    documents: evidenceLinks(view.evidence),
    offers: offersTable(view.offers, view),
    next: own ? nextWords(view) : null,
    may: {
      reopen: own && application.status === 'SUBMITTED' && isOpen,
      withdraw: own && application.status !== 'WITHDRAWN' && decisions.length === 0,
      checkUp: !own && may(actor, 'evidence.read'),
    },
    backHref: own ? '/rounds' : `/rounds/${round.id}/${may(actor, 'application.read') ? 'applications' : 'evaluation'}`,
  };
}

const letterLink = ({ letterHref, lotNumber, words }: BidDecision): { href: string; text: string }[] =>
  letterHref === null ? [] : [{ href: letterHref, text: `Lot ${lotNumber}: ${(words ?? '').toLowerCase()}` }];

function nextWords({ application, round, phase, decisions }: ApplicationView): string {
  if (application.status === 'WITHDRAWN') return 'It was withdrawn. While the round is open you can begin a new one.';
  if (decisions.length > 0) {
    const which =
      decisions.length < application.lotIds.length
        ? 'The board has decided on some of its lots.'
        : 'The board has decided.';
    return `${which} A letter says why, and how to appeal.`;
  }
  if (phase === 'CANCELLED') return closeWords(round);
  return phase === 'OPEN'
    ? `${closeWords(round)} Until then you can take it back to change it. Nobody else can read it yet.`
    : 'The round has closed. The authority opens the bids, evaluates them and tells you the outcome with reasons.';
}

/** What the bidder said, section by section, for checking and for reading. */
export function answerSections(view: ApplicationView, changeAt?: (path: string) => string): object[] {
  const change = (path: string): object => (changeAt ? { changeHref: changeAt(path) } : {});
  const conditions = view.conditions.map((one) => {
    const said = view.said.get(one.id);
    const met = said === undefined ? '' : said.met ? 'Met' : 'Not met';
    return { label: one.title, lines: [met, ...(said?.shown ? [said.shown] : [])] };
  });
  return [
    ...(conditions.length === 0
      ? []
      : [{ title: 'Conditions of membership', rows: conditions, ...change('conditions') }]),
    ...sectionsOf(view.questions).map(({ section, questions }, index) => ({
      title: section,
      rows: questions.map((one: StoredQuestion) => ({
        label: one.question,
        lines: answerWords(one, view.answers.get(one.id)).split('\n'),
      })),
      ...change(`questions/${index + 1}`),
    })),
    ...(view.evidence.length === 0
      ? []
      : [{ title: 'Documents', rows: evidenceRows(view.evidence), ...change('documents') }]),
  ];
}

/** `removeAt`: where an offer is taken back, while it may be. */
export const offersTable = (
  offers: readonly Offer[],
  { round }: Pick<ApplicationView, 'round'>,
  removeAt?: (id: string) => string,
) =>
  dataTable({
    caption: 'What is offered',
    captionHidden: true,
    columns: [
      { heading: 'Lot', numeric: true },
      ...['Programme', 'What is sold', 'VAT'].map((heading) => ({ heading })),
      { heading: 'Price, net of VAT', numeric: true },
      ...(removeAt ? [{ heading: 'Change' }] : []),
    ],
    rows: offers.map((one) => [
      round.lots.find(({ id }) => id === one.lotId)?.number ?? null,
      { text: one.programmeName, ...(one.siteName === one.programmeName ? {} : { note: one.siteName }) },
      one.label,
      VAT_TREATMENTS[one.vatTreatment as keyof typeof VAT_TREATMENTS],
      { text: `${formatPounds(one.netPence)} ${BASES[one.basis as keyof typeof BASES]}`, csv: one.netPence },
      ...(removeAt ? [removeCell(removeAt(one.id), `${one.programmeName}, ${one.label}`)] : []),
    ]),
    empty: 'Nothing is offered yet.',
  });

interface RoundLine {
  readonly round: Round;
  readonly phase: RoundPhase;
}

/** The first page of a bidder and of an evaluator: what is theirs, and what is open. */
export const roundsModel = (of: {
  readonly rounds: readonly RoundLine[];
  readonly own: readonly OwnBid[] | null;
  readonly named: readonly RoundLine[] | null;
}): object => ({
  title: 'Rounds',
  own: of.own && ownTable(of.own),
  named:
    of.named &&
    roundsTable(of.named, {
      caption: 'Rounds you were named for',
      href: (id) => `/rounds/${id}/evaluation`,
      empty: 'You have not been named to evaluate a round.',
    }),
  rounds: roundsTable(of.rounds, {
    caption: 'Rounds that are open or will be',
    href: (id) => `/rounds/${id}`,
    empty: 'No round is open now, and none is announced.',
  }),
});

const roundsTable = (
  rounds: readonly RoundLine[],
  { caption, href, empty }: { caption: string; href: (id: string) => string; empty: string },
) =>
  dataTable({
    caption,
    captionHidden: true,
    columns: ['Round', 'Led by', 'Opens', 'Closes', 'Status'].map((heading) => ({ heading })),
    rows: rounds.map(({ round, phase }) => [
      { text: `${round.name}: ${round.frameworkName}`, href: href(round.id) },
      round.authorityName,
      formatDateTime(round.opensAt),
      round.closesAt === null ? 'Stays open' : formatDateTime(round.closesAt),
      { text: '', tag: PHASE_TAGS[phase] },
    ]),
    empty,
  });

const ownTable = (bids: readonly OwnBid[]) =>
  dataTable({
    caption: 'Your applications',
    captionHidden: true,
    columns: ['Round', 'Lots', 'Submitted', 'Status'].map((heading) => ({ heading })),
    rows: bids.map(({ line, decisions }) => [
      { text: `${line.roundName}: ${line.frameworkName}`, href: `/applications/${line.id}` },
      ...lotsAndTime(line),
      { text: '', tag: ownTag(line.status, line.lots.length, decisions) },
    ]),
    empty: 'You have not applied to any round yet.',
  });

export const applicationsTable = (
  lines: readonly ApplicationLine[],
  at: { readonly href: string; readonly offset: number; readonly total: number },
  undeclared: number,
) =>
  dataTable({
    caption: 'Applications',
    captionHidden: true,
    columns: ['Provider', 'Lots', 'Submitted', 'Status'].map((heading) => ({ heading })),
    rows: lines.map((one) => [
      { text: one.providerName, href: `/applications/${one.id}` },
      ...lotsAndTime(one),
      { text: '', tag: STATUS_TAGS[one.status] },
    ]),
    empty: undeclared === 0 ? 'No application came in.' : 'There is none yet that you may read.',
    csvHref: `${at.href}?offset=${at.offset}&format=csv`,
    pages: pageLinks((offset) => `${at.href}?offset=${offset}`, {
      total: at.total,
      offset: at.offset,
      size: APPLICATIONS_A_PAGE,
    }),
  });

const lotsAndTime = ({ lots, submittedAt }: ApplicationLine): string[] => [
  lots.join(', '),
  submittedAt === null ? 'Not yet' : formatDateTime(submittedAt),
];
