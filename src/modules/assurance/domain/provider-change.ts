import {
  all,
  cleanText,
  type DateOnly,
  type GridPoint,
  invalid,
  isCode,
  ok,
  type Pence,
  type Result,
} from '../../../kernel/index.js';

export const CHANGE_KINDS = {
  CONTROL: 'Another owner or company',
  NEW_SITE: 'A new site',
  MOVE_SITE: 'A site moves',
  CLOSE_SITE: 'A site closes',
  KEEP_SITE: 'A site that was to close stays open',
  PRICE: 'Another price',
} as const;
export type ChangeKind = keyof typeof CHANGE_KINDS;

interface Place {
  readonly address: string;
  readonly postcode: string;
  readonly grid: GridPoint | null;
}

/** What is to be, by kind; kept as it was announced. */
export type Proposed =
  | { readonly kind: 'CONTROL'; readonly name: string; readonly owner: string; readonly companyNumber: string | null }
  | ({ readonly kind: 'NEW_SITE'; readonly name: string } & Place)
  | ({ readonly kind: 'MOVE_SITE'; readonly siteId: string } & Place)
  | { readonly kind: 'CLOSE_SITE'; readonly siteId: string }
  | { readonly kind: 'KEEP_SITE'; readonly siteId: string }
  | { readonly kind: 'PRICE'; readonly tariffLineId: string; readonly netPence: Pence };

/** The site that a change is about, if it is about one that exists. */
export const siteOf = (proposed: Proposed): string | null => ('siteId' in proposed ? proposed.siteId : null);

export interface ChangeGiven {
  readonly proposed: Proposed;
  readonly why: string;
  /** Null for a site that stays open, from the day on which it would have closed. */
  readonly fromDate: DateOnly | null;
}

/** Rules: `not-in-the-past`, `company-number`, those of `cleanText`. Places and prices are checked where they take effect. */
export function checkChange(given: ChangeGiven, today: DateOnly): Result<ChangeGiven> {
  const { proposed } = given;
  if (!isCode(CHANGE_KINDS, proposed.kind)) return invalid('kind', 'choice');
  const why = cleanText(given.why, { field: 'why', max: 4000, multiline: true, required: true });
  const checked = all<unknown>([
    why,
    given.fromDate === null && proposed.kind !== 'KEEP_SITE' ? invalid('fromDate', 'required') : ok(),
    given.fromDate !== null && given.fromDate < today ? invalid('fromDate', 'not-in-the-past') : ok(),
    ...(proposed.kind === 'CONTROL'
      ? [
          cleanText(proposed.name, { field: 'name', max: 200, required: true }),
          cleanText(proposed.owner, { field: 'owner', max: 200, required: true }),
          proposed.companyNumber === null || /^[A-Z0-9]{8}$/.test(proposed.companyNumber)
            ? ok()
            : invalid('companyNumber', 'company-number'),
        ]
      : []),
    ...(proposed.kind === 'NEW_SITE' ? [cleanText(proposed.name, { field: 'name', max: 200, required: true })] : []),
    ...(proposed.kind === 'NEW_SITE' || proposed.kind === 'MOVE_SITE'
      ? [cleanText(proposed.address, { field: 'address', max: 500, multiline: true, required: true })]
      : []),
  ]);
  return checked.ok ? ok({ ...given, why: why.ok ? why.value : '' }) : checked;
}

export type ChangeStatus = 'ANNOUNCED' | 'APPROVED' | 'REFUSED' | 'WITHDRAWN' | 'UNDONE';

export const REMOVAL_GROUNDS = {
  QUALITY: 'Quality of the education',
  SAFEGUARDING: 'Safeguarding',
  REGISTRATION: 'Registration',
  CONDITIONS: 'Conditions of membership are not met any more',
  INSURANCE: 'Insurance or other documents',
  FINANCIAL: 'Financial standing',
  CHANGE_REFUSED: 'A change that was refused has happened',
} as const;
export type RemovalGround = keyof typeof REMOVAL_GROUNDS;
export type RemovalStatus = 'NOTICE' | 'REPLIED' | 'REMOVED' | 'KEPT';
