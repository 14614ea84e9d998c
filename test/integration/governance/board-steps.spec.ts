import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, ROLES, valueOf } from '../../../src/kernel/index.js';
import { declareNone } from '../../support/bids.js';
import { aBoard, type Board } from '../../support/board.js';
import { dying } from '../../support/dying.js';
import { aRecommendedRound, REASONS } from '../../support/recommended-round.js';
import { codeOf } from '../../support/results.js';
import { aFramework } from '../../support/rounds.js';
import { anAdmittedProvider, inRole, known, type SupplyWorld, supplyWorld } from '../../support/supply-world.js';

const TABLES = ['admission_case', 'agenda_item', 'agenda_paper', 'meeting', 'motion', 'vote', 'decision'].concat([
  'decision_decider',
  'admission',
  'decision_letter',
  'appeal',
  'outbox',
]);
const MOTION = { outcome: 'ADMIT_WITH_CONDITIONS', reasons: REASONS, conditions: 'A new fire risk assessment.' };
const ANSWER = { outcome: 'NOT_UPHELD' as const, answer: 'It was weighed.' };

/** From a recommendation to an appeal: each step is taken once, whole, and by whom it is for. */
describe('the steps of a board', () => {
  let world: SupplyWorld;
  let board: Board;
  beforeAll(async () => {
    world = await supplyWorld();
    board = await aBoard(world.board, world, world.north);
  });
  afterAll(() => world.close());

  const itemsOf = async (meetingId: string) =>
    valueOf(await world.board.view.one(board.people.chair, meetingId, { offset: 0, limit: 100 })).items;
  async function recommended(
    outcomes: readonly ('ADMIT' | 'ADMIT_WITH_CONDITIONS')[] = ['ADMIT', 'ADMIT_WITH_CONDITIONS'],
  ) {
    const set = await aRecommendedRound(world, outcomes);
    await declareNone(world, board.clerk, set.roundId);
    return { ...set, meetingId: await board.plan() };
  }
  const once = (codes: readonly string[], other: string) =>
    expect(codes.toSorted()).toEqual([other, 'done'].toSorted());
  async function decided() {
    const set = await recommended(['ADMIT_WITH_CONDITIONS']);
    valueOf(await world.board.prepare.putRound(board.clerk, set.roundId, set.meetingId));
    await board.open(set.meetingId);
    const [item] = await itemsOf(set.meetingId);
    valueOf(await board.agree(item?.id ?? '', MOTION));
    const bidder = set.bids[0]?.bidder ?? board.clerk;
    const [letter] = await world.board.letters.list(bidder);
    return { ...set, itemId: item?.id ?? '', bidder, letterId: letter?.id ?? '' };
  }

  it('leave nothing half done when they are cut off, and can be taken again', async () => {
    const survives = dying(world.admin, TABLES);
    const { meetings, prepare, conduct, decide, letters } = world.board;
    const { chair } = board.people;
    const { roundId, meetingId, bids } = await recommended();
    await survives(() => prepare.putRound(board.clerk, roundId, meetingId));
    await survives(() => meetings.sendPapers(board.clerk, meetingId));
    await survives(() => meetings.open(board.clerk, meetingId));
    for (const seat of Object.values(board.seats)) valueOf(await meetings.arrive(board.clerk, meetingId, seat));
    expect(await survives(() => decide.enBloc(chair, meetingId))).toBe(1);
    const exception = (await itemsOf(meetingId)).find(({ enBloc }) => !enBloc)?.id ?? '';
    const motion = await survives(() => conduct.putMotion(chair, exception, MOTION));
    const vote = { memberId: board.seats.head ?? '', choice: 'FOR' as const, casting: false };
    await survives(() => conduct.vote(board.people.head, motion, vote));
    expect(await survives(() => decide.declare(chair, motion, 'CONSENSUS'))).toBe('CARRIED');
    await survives(() => meetings.close(board.clerk, meetingId));
    const bidder = bids[0]?.bidder ?? board.clerk;
    const [letter] = await letters.list(bidder);
    await survives(() => letters.appeal(bidder, letter?.id ?? '', 'The inspection was left out.'));
    await survives(() => letters.answer(board.clerk, letter?.id ?? '', ANSWER));
  });

  it('leave no admission half signed', async () => {
    const survives = dying(world.admin, TABLES);
    const { providerId } = await anAdmittedProvider(world, world.north);
    const framework = await aFramework(world, board.clerk, 'PA23_DYNAMIC_MARKET');
    const meetingId = await board.plan();
    const asked = {
      frameworkId: framework.id,
      lotId: framework.lotIds[0] ?? '',
      providerId,
      fromDate: dateOnly('2026-03-01'),
      toDate: dateOnly('2028-10-27'),
      reasons: REASONS,
      evidence: '',
    };
    const itemId = await survives(() => world.board.prepare.putDirect(board.clerk, asked, meetingId));
    await board.open(meetingId);
    valueOf(await board.agree(itemId, { ...MOTION, outcome: 'ADMIT', conditions: '' }));
    const { rows } = await world.admin.query<{ id: string }>(`SELECT subject_id AS id FROM agenda_item WHERE id = $1`, [
      itemId,
    ]);
    await survives(() => world.board.signing.sign(board.clerk, [rows[0]?.id ?? '']));
  });

  it('are taken once by two people at the same moment', async () => {
    const { meetings, prepare, conduct, decide, letters } = world.board;
    const { chair } = board.people;
    const { roundId, meetingId, bids } = await recommended();
    const other = await board.plan();
    const put = await Promise.all([
      prepare.putRound(board.clerk, roundId, meetingId),
      prepare.putRound(board.clerk, roundId, other),
    ]);
    const codes = put.map(codeOf);
    expect(codes.filter((code) => code === 'done')).toHaveLength(1);
    expect(['paper.nothing-ready', 'admission.before-the-board']).toContain(codes.find((code) => code !== 'done'));
    const on = codes[0] === 'done' ? meetingId : other;
    const opened = await Promise.all([1, 2].map(() => meetings.open(board.clerk, on)));
    expect(opened.map(codeOf).filter((code) => code === 'done')).toHaveLength(1);
    for (const seat of Object.values(board.seats)) valueOf(await meetings.arrive(board.clerk, on, seat));
    once((await Promise.all([1, 2].map(() => decide.enBloc(chair, on)))).map(codeOf), 'meeting.nothing-routine');
    const exception = (await itemsOf(on)).find(({ enBloc }) => !enBloc)?.id ?? '';
    const motion = valueOf(await conduct.putMotion(chair, exception, MOTION));
    const declared = await Promise.all([1, 2].map(() => decide.declare(chair, motion, 'CONSENSUS')));
    expect(declared.map(codeOf).filter((code) => code === 'done')).toHaveLength(1);
    const bidder = bids[0]?.bidder ?? board.clerk;
    const own = await letters.list(bidder);
    expect(own).toHaveLength(1);
    const id = own[0]?.id ?? '';
    once(
      (await Promise.all([1, 2].map(() => letters.appeal(bidder, id, 'It was left out.')))).map(codeOf),
      'appeal.received',
    );
    once((await Promise.all([1, 2].map(() => letters.answer(board.clerk, id, ANSWER)))).map(codeOf), 'appeal.answered');
  });

  it('are taken by those they are for', async () => {
    const { meetings, prepare, conduct, decide, letters } = world.board;
    const { meetingId, itemId, letterId, bidder, roundId } = await decided();
    const actions: Readonly<Record<string, (actor: Actor) => Promise<{ readonly ok: boolean }>>> = {
      'read the paper of a round': (actor) => prepare.round(actor, roundId),
      'put a round on an agenda': (actor) => prepare.putRound(actor, roundId, meetingId),
      'send papers': (actor) => meetings.sendPapers(actor, meetingId),
      'close a meeting': (actor) => meetings.open(actor, meetingId),
      'put a motion': (actor) => conduct.putMotion(actor, itemId, MOTION),
      'decide what is routine': (actor) => decide.enBloc(actor, meetingId),
      'read a letter': (actor) => letters.view(actor, letterId),
      'answer an appeal': (actor) => letters.answer(actor, letterId, ANSWER),
      appeal: (actor) => letters.appeal(actor, letterId, 'It was left out.'),
    };
    const refused = ['action.forbidden', 'meeting.not-found', 'item.not-found', 'letter.not-found', 'round.not-found'];
    // Who prepares a meeting is in it, and neither moves nor decides: `deciding-bodies` holds who does.
    const notTheirs = [...refused, 'item.not-presiding', 'item.ended', 'meeting.nothing-routine'];
    const may: Record<string, string[]> = {};
    for (const [name, act] of Object.entries(actions)) {
      may[name] = [];
      for (const role of ROLES) {
        const place = role.startsWith('PROVIDER')
          ? { ...world.north, organisationId: bidder.organisationId ?? '' }
          : world.north;
        const actor = await known(world, inRole(role, place));
        const code = codeOf((await act(actor)) as Parameters<typeof codeOf>[0]);
        if (!notTheirs.includes(code)) may[name].push(role);
      }
    }
    expect(may).toEqual({
      'read the paper of a round': ['COMMISSIONER'],
      'put a round on an agenda': ['COMMISSIONER'],
      'send papers': ['COMMISSIONER'],
      'close a meeting': ['COMMISSIONER'],
      'put a motion': [],
      'decide what is routine': [],
      'read a letter': ['PROVIDER_MANAGER', 'BOARD_MEMBER', 'BOARD_CHAIR', 'COMMISSIONER'],
      'answer an appeal': ['COMMISSIONER'],
      appeal: ['PROVIDER_MANAGER', 'COMMISSIONER'],
    });
    const away = await known(world, inRole('COMMISSIONER', world.south));
    for (const act of Object.values(actions)) {
      expect(refused).toContain(codeOf((await act(away)) as Parameters<typeof codeOf>[0]));
    }
  });
});
