import { formatDateTime, type Problem } from '../../../kernel/index.js';
import { problemWords } from '../../../web/index.js';
import type { DeciderPart } from '../application/decisions.js';
import type { ItemView } from '../application/view-meetings.js';
import { CHOICES, type QuorumLack } from '../domain/body.js';
import { ROOMS } from '../domain/rooms.js';
import { outcomeWords } from '../outcome-words.js';
import type { SeatInRoom } from '../persistence/meeting.store.js';
import type { Motion } from '../persistence/motion.store.js';
import { conditionsOf, interestWords, itemTag } from './meeting.view.js';

const PART_WORDS: Readonly<Record<DeciderPart, string>> = {
  CHAIRED: 'presided',
  DECIDED: 'decided',
  VOTED: 'agreed',
  DISSENTED: 'voted against',
  ADVISED: 'advised, without a vote',
  WITHDREW: 'withdrew, with a conflict of interest',
};

export function lackWords(lack: QuorumLack): string {
  if (lack.of === 'CHAIR') return 'nobody who may preside';
  if (lack.of === 'TRUST') return `${lack.have} from one trust, which is more than ${lack.least}%`;
  const least = `${lack.have} of ${lack.least}`;
  return lack.of === 'CONSTITUENCY' ? `${least} from ${lack.constituency.toLowerCase()}` : `${least} members`;
}

export function itemModel(found: ItemView, actorUserId: string | null, refused?: Problem): object {
  const { item, meeting, paper, withdrawn, decision, own } = found;
  const open = meeting.status === 'OPEN' && item.decidedAt === null && item.removedAt === null;
  const counts = own !== undefined && found.counting.some(({ memberId }) => memberId === own.memberId);
  const ended = item.decidedAt !== null || item.removedAt !== null;
  const room = ROOMS[item.kind];
  return {
    title: item.title,
    room,
    id: item.id,
    number: item.number,
    errors: refused && [{ text: problemWords(refused) }],
    status: itemTag(item, meeting, decision?.outcome),
    withdrawn,
    actionHref:
      found.mayManage && ['OPEN', 'CLOSED'].includes(meeting.status)
        ? `${room.path}/meetings/${meeting.id}/actions/new?item=${item.id}`
        : null,
    subjectHref: withdrawn ? null : found.subjectHref,
    beside: found.beside,
    sections: paper?.content.sections ?? [],
    recommendation: paper !== null && paper.outcome !== null ? recommended(found) : null,
    interests: found.interests.map((one) => interestWords(one, seatsOf(found))),
    quorum: open ? quorumWords(found) : null,
    motion: motionModel(found, { open, actorUserId }),
    settled: found.motions.filter(({ status }) => status !== 'OPEN').map((one) => settledWords(one, found)),
    decision: decision && {
      outcome: outcomeWords(item.subjectType, decision.outcome),
      reasons: decision.reasons,
      conditions: conditionsOf(decision.conditions),
      named: found.motions.find(({ status }) => status === 'CARRIED')?.named?.rows ?? [],
      power: decision.delegatedPower,
      at: formatDateTime(decision.decidedAt),
      deciders: found.deciders.map(({ name, part }) => `${name} ${PART_WORDS[part]}`),
    },
    may: {
      declare: !ended && (own !== undefined || found.mayManage),
      withdraw: !ended && mayWithdraw(found).length > 0,
      oneByOne: !ended && item.enBloc && (counts || found.mayManage),
      put: open && counts && found.tally === null,
      remove: !ended && found.mayManage,
    },
    backHref: `${room.path}/meetings/${meeting.id}`,
    backText: 'Back to the meeting',
  };
}

const seatsOf = ({ seats }: ItemView): ReadonlyMap<string, SeatInRoom> =>
  new Map(seats.map((seat) => [seat.memberId, seat]));

/** Members with a conflict whom the actor may note as withdrawn: oneself, or all for whoever keeps the record. */
export const mayWithdraw = ({ interests, seats, own, mayManage }: ItemView): readonly SeatInRoom[] => {
  const waiting = new Set(
    interests.filter((one) => one.conflicts && one.withdrewAt === null).map(({ memberId }) => memberId),
  );
  return seats.filter(({ memberId }) => waiting.has(memberId) && (mayManage || memberId === own?.memberId));
};

const recommended = ({ item, paper, outcomes }: ItemView): object => ({
  outcome:
    outcomes.find(({ code }) => code === paper?.outcome)?.words ?? outcomeWords(item.subjectType, paper?.outcome ?? ''),
  reasons: paper?.reasons,
  conditions: paper?.conditions,
  named: paper?.named?.rows ?? [],
});

function quorumWords({ lacks, counting, presiding, notWithdrawn }: ItemView): object {
  return {
    met: lacks.length === 0,
    lacks: lacks.map(lackWords).join('; '),
    counting: counting.map(({ name }) => name).join(', ') || 'nobody',
    presiding: presiding?.name ?? 'nobody',
    notWithdrawn: notWithdrawn.map(({ name }) => name).join(', '),
  };
}

function motionModel(found: ItemView, { open, actorUserId }: { open: boolean; actorUserId: string | null }) {
  const motion = found.motions.find(({ status }) => status === 'OPEN');
  if (motion === undefined || found.tally === null) return null;
  const presides = open && found.presiding !== undefined && found.presiding.userId === actorUserId;
  const votes = found.votes.filter(({ motionId }) => motionId === motion.id);
  const voted = new Set(votes.filter(({ casting }) => !casting).map(({ memberId }) => memberId));
  const mine = found.counting.filter(
    ({ memberId, userId }) => !voted.has(memberId) && (presides || userId === actorUserId),
  );
  const seats = seatsOf(found);
  return {
    id: motion.id,
    outcome:
      found.outcomes.find(({ code }) => code === motion.outcome)?.words ??
      outcomeWords(found.item.subjectType, motion.outcome),
    reasons: motion.reasons,
    conditions: motion.conditions,
    named: motion.named?.rows ?? [],
    tally: found.tally,
    votes: votes.map((vote) => {
      const name = seats.get(vote.memberId)?.name ?? 'A member';
      return `${name}: ${CHOICES[vote.choice].toLowerCase()}${vote.casting ? ' (casting vote)' : ''}`;
    }),
    voters: open ? mine.map(({ memberId, name }) => ({ memberId, name })) : [],
    choices: (Object.keys(CHOICES) as (keyof typeof CHOICES)[]).map((value) => ({ value, text: CHOICES[value] })),
    presides,
    casting:
      presides && found.tally.result === 'TIED' && found.tally.for > 0 ? (found.presiding?.memberId ?? null) : null,
  };
}

function settledWords({ outcome, status, method, settledAt }: Motion, { item, outcomes }: ItemView): string {
  const words = outcomes.find(({ code }) => code === outcome)?.words ?? outcomeWords(item.subjectType, outcome);
  const how = method === 'CONSENSUS' ? 'by consensus' : 'by vote';
  const at = settledAt === null ? '' : `, ${formatDateTime(settledAt)}`;
  return `${words}: ${status === 'CARRIED' ? 'carried' : 'lost'} ${how}${at}`;
}
