import { type StatusTag, tag } from '../../../web/index.js';
import type { MembershipEvent, MembershipStatus } from '../domain/membership-states.js';

const STATUS: Readonly<Record<MembershipStatus, StatusTag>> = {
  REQUESTED: tag('Administrator to approve', 'yellow'),
  ACTIVE: tag('Active', 'green'),
  SUSPENDED: tag('Suspended', 'red'),
  LEFT: tag('Left', 'grey'),
};

export const statusTag = (status: MembershipStatus): StatusTag => STATUS[status];

/** Why this administrator cannot approve, and who can. */
export const APPROVAL_WORDS = {
  'identity.second-person': 'You invited this person. Another administrator must approve them.',
  'identity.providers-own': 'This provider has a manager. One of its own managers must approve this person.',
} as const;

/** What each button says and what the next page confirms. */
export const EVENT_WORDS: Readonly<Record<MembershipEvent, { button: string; done: string; warning?: boolean }>> = {
  approve: { button: 'Approve', done: 'Approved. The person can sign in now' },
  refuse: { button: 'Refuse', done: 'Refused', warning: true },
  suspend: { button: 'Suspend', done: 'Suspended. The person is signed out now', warning: true },
  resume: { button: 'Let in again', done: 'The person can sign in again' },
  leave: { button: 'Has left', done: 'The role has ended. The person is signed out now', warning: true },
};
