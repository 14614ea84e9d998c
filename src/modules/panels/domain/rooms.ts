import type { BodyKind } from './body.js';

/** What is said of a kind of body, and where its pages are. Everything else is the same for all of them. */
export interface Room {
  readonly kind: BodyKind;
  readonly path: string;
  readonly title: string;
  /** As in "the board". */
  readonly noun: string;
  readonly bodies: string;
  /** What one is for, to whoever sets it up. */
  readonly purpose: string;
  readonly nameHint: string;
  /** Whom members speak for; a body that differs is founded with other words. */
  readonly constituencies: readonly { readonly code: string; readonly name: string; readonly votes: boolean }[];
  /** What its agenda is built from, where that is not put by hand. */
  readonly queue: { readonly path: string; readonly text: string } | null;
  /** What else there is in it: for whoever prepares its meetings, or for everybody. */
  readonly work: readonly { readonly path: string; readonly text: string; readonly of: 'WHO_PREPARES' | 'EVERYBODY' }[];
}

export const ROOMS: Readonly<Record<BodyKind, Room>> = {
  BOARD: {
    kind: 'BOARD',
    path: '/board',
    title: 'The governance board',
    noun: 'board',
    bodies: 'Boards',
    purpose: 'A board approves admissions and policies. Members are appointed for a term next.',
    nameHint: 'For example, Alternative provision governance board',
    constituencies: [
      { code: 'SCHOOL', name: 'School leaders', votes: true },
      { code: 'AUTHORITY', name: 'The authority', votes: true },
      { code: 'PARTNER', name: 'Pupil referral unit, parents and other partners', votes: true },
      { code: 'PROVIDER', name: 'Providers', votes: false },
    ],
    queue: null,
    work: [],
  },
  PANEL: {
    kind: 'PANEL',
    path: '/panel',
    title: 'The placement panel',
    noun: 'panel',
    bodies: 'Panels',
    purpose: 'A panel decides which pupils are placed where. Members are appointed for a term next.',
    nameHint: 'For example, Secondary placement panel',
    constituencies: [
      { code: 'SCHOOL', name: 'School leaders', votes: true },
      { code: 'AUTHORITY', name: 'The authority', votes: true },
      { code: 'PARTNER', name: 'Health, social care, youth justice and other partners', votes: true },
      { code: 'ADVISER', name: 'Advisers', votes: false },
    ],
    queue: { path: '/panel/queue', text: 'Build the agenda from the queue' },
    work: [
      { path: '/panel/letters', text: 'Letters about decisions', of: 'WHO_PREPARES' },
      { path: '/panel/reconsiderations', text: 'Decisions that are questioned', of: 'WHO_PREPARES' },
      { path: '/panel/past', text: 'What became of its decisions', of: 'EVERYBODY' },
    ],
  },
};
