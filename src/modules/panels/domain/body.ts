/** A board or a panel: the same mechanism, opened by permissions of its kind (`board.sit`, `board.manage`). */
export const BODY_KINDS = { BOARD: 'Board', PANEL: 'Panel' } as const;
export type BodyKind = keyof typeof BODY_KINDS;

export const OFFICES = { CHAIR: 'Chair', VICE_CHAIR: 'Vice-chair', MEMBER: 'Member' } as const;
export type Office = keyof typeof OFFICES;

/** What ties a member to an item. All but OTHER always conflict. */
export const INTERESTS = {
  EMPLOYMENT: 'I work for it, or have done so lately',
  GOVERNANCE: 'I govern it, or sit on its board or trust',
  FAMILY: 'I am related or close to somebody concerned',
  MONEY: 'I or my family gain or lose money by it',
  OTHER: 'Another tie',
} as const;
export type InterestNature = keyof typeof INTERESTS;

export const CHOICES = { FOR: 'For', AGAINST: 'Against', ABSTAIN: 'Abstain' } as const;
export type Choice = keyof typeof CHOICES;

/** So many different organisations of a constituency must be counted. */
export interface QuorumPart {
  readonly constituency: string;
  readonly least: number;
}

export interface QuorumRule {
  /** Members who count: there, with a vote, without a conflict. */
  readonly leastCounting: number;
  readonly parts: readonly QuorumPart[];
  /** No more than this share of those who count may come from one trust; null for no limit. */
  readonly mostPercentOfOneTrust: number | null;
}

/** A seat as it stands on the day of the meeting. */
export interface Seat {
  readonly memberId: string;
  readonly userId: string;
  readonly constituency: string;
  readonly votes: boolean;
  readonly organisationId: string | null;
  readonly trustId: string | null;
  readonly office: Office;
  readonly deputyFor: string | null;
  readonly present: boolean;
}

/** What keeps members from being counted on one item. */
export interface ItemTies {
  /** Members with a declared conflict. */
  readonly conflicted: ReadonlySet<string>;
  /** Organisations that the item is about. */
  readonly parties: ReadonlySet<string>;
}

/**
 * Who counts on an item: in the room, with a vote, without a conflict, not sitting for a party, and no deputy beside
 * the member deputised for. The database asks the same of every vote and decision (`item_counting`).
 */
export function whoCounts(seats: readonly Seat[], { conflicted, parties }: ItemTies): readonly Seat[] {
  const there = new Set(seats.filter(({ present }) => present).map(({ memberId }) => memberId));
  return seats.filter(
    (seat) =>
      seat.present &&
      seat.votes &&
      !conflicted.has(seat.memberId) &&
      ![seat.organisationId, seat.trustId].some((id) => id !== null && parties.has(id)) &&
      (seat.deputyFor === null || !there.has(seat.deputyFor)),
  );
}

/** What is missing from a quorum; nothing where there is one. */
export type QuorumLack =
  | { readonly of: 'MEMBERS' | 'TRUST'; readonly least: number; readonly have: number }
  | { readonly of: 'CONSTITUENCY'; readonly constituency: string; readonly least: number; readonly have: number }
  | { readonly of: 'CHAIR' };

/** Reckoned after conflicts: give it who counts on the item, not who is in the room. */
export function quorumLacks(rule: QuorumRule, counting: readonly Seat[], all: readonly Seat[]): readonly QuorumLack[] {
  const lacks: QuorumLack[] = [];
  if (presiding(counting, all) === undefined) lacks.push({ of: 'CHAIR' });
  if (counting.length < rule.leastCounting) {
    lacks.push({ of: 'MEMBERS', least: rule.leastCounting, have: counting.length });
  }
  for (const { constituency, least } of rule.parts) {
    const of = counting.filter((seat) => seat.constituency === constituency);
    const have = new Set(of.map((seat) => seat.organisationId ?? seat.memberId)).size;
    if (have < least) lacks.push({ of: 'CONSTITUENCY', constituency, least, have });
  }
  const share = rule.mostPercentOfOneTrust;
  const most = Math.max(0, ...[...countBy(counting)].map(([, count]) => count));
  if (share !== null && most * 100 > share * counting.length) lacks.push({ of: 'TRUST', least: share, have: most });
  return lacks;
}

function countBy(seats: readonly Seat[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { trustId } of seats) if (trustId !== null) counts.set(trustId, (counts.get(trustId) ?? 0) + 1);
  return counts;
}

/** Who presides over an item: the chair, else the vice-chair, else the chair's deputy, of those who count on it. */
export function presiding(counting: readonly Seat[], all: readonly Seat[]): Seat | undefined {
  const officeOf = new Map(all.map(({ memberId, office }) => [memberId, office]));
  const standing = (seat: Seat): number => {
    if (seat.office !== 'MEMBER') return seat.office === 'CHAIR' ? 1 : 2;
    return seat.deputyFor !== null && officeOf.get(seat.deputyFor) === 'CHAIR' ? 3 : 9;
  };
  return counting
    .filter((seat) => standing(seat) < 9)
    .toSorted((a, b) => standing(a) - standing(b) || (a.memberId < b.memberId ? -1 : 1))[0];
}

export interface CountedVote {
  readonly memberId: string;
  readonly choice: Choice;
  readonly casting: boolean;
}

export interface Tally {
  readonly for: number;
  readonly against: number;
  readonly abstain: number;
  /** CARRIED with more for than against; a tie waits for the casting vote of who presides. */
  readonly result: 'CARRIED' | 'LOST' | 'TIED';
}

/** Only votes of members who still count: a vote cast before an interest was declared falls away. */
export function tallyOf(votes: readonly CountedVote[], counting: readonly Seat[]): Tally {
  const counted = new Set(counting.map(({ memberId }) => memberId));
  const of = (choice: Choice): number =>
    votes.filter((vote) => vote.choice === choice && counted.has(vote.memberId)).length;
  const [yes, no] = [of('FOR'), of('AGAINST')];
  const result = yes > no ? 'CARRIED' : yes < no ? 'LOST' : 'TIED';
  return { for: yes, against: no, abstain: of('ABSTAIN'), result };
}

/** One block of a paper as it lay before the body: facts with labels, or words. */
export interface PaperRow {
  readonly label: string;
  readonly value: string;
}

export interface PaperSection {
  readonly title: string;
  readonly rows?: readonly PaperRow[];
  readonly words?: readonly string[];
}

/** What is decided besides an outcome, such as places and dates: facts to act on, and rows as people read them. */
export interface Named {
  readonly facts: Readonly<Record<string, unknown>>;
  readonly rows: readonly PaperRow[];
}

/** A paper as it is kept: shown again for ever as it was. */
export interface PaperContent {
  readonly sections: readonly PaperSection[];
}
