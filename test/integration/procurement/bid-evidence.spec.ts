import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, newId, pence, valueOf } from '../../../src/kernel/index.js';
import type { Asked } from '../../../src/modules/procurement/persistence/required-evidence.store.js';
import { aPdf, onDisk } from '../../support/files.js';
import { codeOf } from '../../support/results.js';
import { aMember, declareNone } from '../../support/bids.js';
import { aDraftRound, CONDITION, QUESTION, ROUND } from '../../support/rounds.js';
import { anOpening, inRole, known, type SupplyWorld, supplyWorld } from '../../support/supply-world.js';
import { MONDAY } from '../../support/unit-of-work.js';

const OPEN = new Date('2026-11-10T10:00:00Z');
const CLOSED = new Date('2026-12-04T11:00:00Z');
const DECLARED = { name: 'Max Example', role: 'Director', declared: true };
const INSURANCE: Omit<Asked, 'id'> = {
  kind: 'PUBLIC_LIABILITY',
  lotId: null,
  leastCoverPence: pence(1_000_000_000),
  guidance: null,
};
const CONFIRMATION: Omit<Asked, 'id'> = { ...INSURANCE, kind: 'SAFEGUARDING_CONFIRMATION', leastCoverPence: null };

describe('the documents that a round asks for', () => {
  let world: SupplyWorld;
  let commissioner: Actor;
  let bidder: Actor;
  let programmeId: string;
  let folder: string;

  beforeAll(async () => {
    world = await supplyWorld();
    folder = await mkdtemp(join(tmpdir(), 'placeway-bids-'));
    commissioner = await known(world, inRole('COMMISSIONER', world.north));
  });
  beforeEach(async () => {
    world.setNow(MONDAY);
    const own = await anOpening(world);
    programmeId = own.programmeId;
    bidder = inRole('PROVIDER_MANAGER', { ...world.north, organisationId: own.providerId });
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await world.close();
  });

  const DETAILS = { title: null, reference: 'C-1', issuer: null, coverPence: null, validFrom: null, siteIds: [] };
  const confirm = async (validTo = '2027-08-31', actor = bidder) =>
    valueOf(
      await world.keepEvidence.run(
        actor,
        { ...DETAILS, kind: 'SAFEGUARDING_CONFIRMATION', statement: 'We confirm it.', validTo: dateOnly(validTo) },
        [],
      ),
    );
  const insure = async (pounds: number, status: 'CLEAN' | 'REFUSED' | null = null) => {
    const details = { ...DETAILS, kind: 'PUBLIC_LIABILITY' as const, statement: null, coverPence: pence(pounds * 100) };
    const file = await onDisk(folder, newId(), aPdf());
    const id = valueOf(await world.keepEvidence.run(bidder, { ...details, validTo: dateOnly('2027-08-31') }, [file]));
    if (status !== null) {
      await world.admin.query(
        `UPDATE evidence SET status = $2, decided_at = now(), passed_by = $3, found = $4 WHERE id = $1`,
        [id, status, status === 'CLEAN' ? 'SCAN' : null, status === 'REFUSED' ? 'Made.Up' : null],
      );
    }
    return id;
  };

  async function aRound(documents = [INSURANCE, CONFIRMATION]) {
    world.setNow(MONDAY);
    const drafted = await aDraftRound(world, commissioner);
    const conditionId = valueOf(await world.manageConditions.add(commissioner, drafted.frameworkId, CONDITION));
    const questionId = valueOf(await world.manageRounds.addQuestion(commissioner, drafted.roundId, QUESTION));
    for (const one of documents) valueOf(await world.manageRounds.addEvidence(commissioner, drafted.roundId, one));
    valueOf(await world.manageRounds.publish(commissioner, drafted.roundId));
    world.setNow(OPEN);
    return { ...drafted, conditionId, questionId };
  }
  /** A bid with everything but documents. */
  async function aBid({ roundId, lotIds, questionId, conditionId }: Awaited<ReturnType<typeof aRound>>) {
    const id = valueOf(await world.apply.begin(bidder, roundId));
    const [lotId = ''] = lotIds;
    valueOf(await world.apply.chooseLots(bidder, id, [lotId]));
    valueOf(await world.apply.answer(bidder, id, new Map([[questionId, 'By visiting every week.']])));
    valueOf(await world.apply.declareConditions(bidder, id, new Map([[conditionId, { met: true, shown: null }]])));
    const price = { label: 'Full week', basis: 'WEEK', netPence: pence(50_000), vatTreatment: 'EXEMPT' };
    valueOf(await world.apply.offer(bidder, id, { lotId, programmeId, ...price }));
    return id;
  }
  const shown = async (id: string, actor = bidder) =>
    valueOf(await world.viewApplications.one(actor, id)).evidence.map(({ asked, shown: document, fault }) => [
      asked.kind,
      document?.id,
      fault,
    ]);

  it('are filled in from what the provider keeps, and must be there before a bid is submitted', async () => {
    const confirmation = await confirm();
    const round = await aRound();
    const id = await aBid(round);
    expect(await shown(id)).toEqual([
      ['PUBLIC_LIABILITY', undefined, 'MISSING'],
      ['SAFEGUARDING_CONFIRMATION', confirmation, null],
    ]);
    expect(valueOf(await world.viewApplications.one(bidder, id)).lacks).toEqual([{ step: 'evidence', count: 1 }]);
    expect(codeOf(await world.apply.submit(bidder, id, DECLARED))).toBe('application.incomplete');
    const [small, large] = [await insure(5_000_000), await insure(10_000_000)];
    const [asked] = valueOf(await world.viewApplications.one(bidder, id)).evidence;
    const choose = (documentId: string | null) =>
      world.apply.show(bidder, id, new Map([[asked?.asked.id ?? '', documentId]]));
    valueOf(await choose(small));
    expect(await shown(id)).toContainEqual(['PUBLIC_LIABILITY', small, 'COVER']);
    expect(codeOf(await choose(confirmation))).toMatch(/ choice$/);
    expect(codeOf(await world.apply.show(bidder, id, new Map([[newId(), large]])))).toMatch(/ choice$/);
    valueOf(await choose(large));
    // It still waits for its scan: nobody is late because the scanner is.
    valueOf(await world.apply.submit(bidder, id, DECLARED));
    expect(codeOf(await choose(null))).toBe('application.submitted');
    const direct = world.admin.query(`DELETE FROM application_evidence WHERE application_id = $1`, [id]);
    await expect(direct).rejects.toMatchObject({ constraint: 'application_submitted_stands' });
  });

  it('must be in date on the day of submitting, and not refused by the scan', async () => {
    await confirm('2026-11-10');
    await insure(10_000_000, 'CLEAN');
    const id = await aBid(await aRound());
    expect(valueOf(await world.viewApplications.one(bidder, id)).lacks).toEqual([]);
    world.setNow(new Date('2026-11-11T10:00:00Z'));
    expect(await shown(id)).toContainEqual(['SAFEGUARDING_CONFIRMATION', expect.anything(), 'ENDED']);
    expect(codeOf(await world.apply.submit(bidder, id, DECLARED))).toBe('application.incomplete');
    await insure(20_000_000, 'REFUSED');
    expect((await shown(id))[0]?.[2]).toBeNull();
  });

  it('are never somebody else’s', async () => {
    const rival = inRole('PROVIDER_MANAGER', { ...world.north, organisationId: (await anOpening(world)).providerId });
    const theirs = await confirm('2027-08-31', rival);
    const id = await aBid(await aRound([CONFIRMATION]));
    const [asked] = valueOf(await world.viewApplications.one(bidder, id)).evidence;
    const given = new Map([[asked?.asked.id ?? '', theirs]]);
    expect(codeOf(await world.apply.show(bidder, id, given))).toMatch(/ choice$/);
    const { rows } = await world.admin.query(`SELECT * FROM application WHERE id = $1`, [id]);
    const direct = world.admin.query(
      `INSERT INTO application_evidence VALUES ($1, $2, $3, $4, $5, 'SAFEGUARDING_CONFIRMATION', $6)`,
      [id, rows[0].round_id, rows[0].authority_id, rows[0].provider_organisation_id, asked?.asked.id, theirs],
    );
    await expect(direct).rejects.toMatchObject({ constraint: 'application_evidence_kept' });
  });

  it('are sealed with the bid: the authority sees those shown, and only once the bids are open', async () => {
    const confirmation = await confirm();
    const other = await confirm();
    const insurance = await insure(10_000_000);
    const round = await aRound();
    const id = await aBid(round);
    valueOf(await world.apply.submit(bidder, id, DECLARED));
    const officer = await aMember(world, 'QUALITY_OFFICER', world.north);
    const sees = async (documentId: string, actor = officer) => (await world.findEvidence.one(actor, documentId)).ok;
    const shownOne = (await shown(id))[1]?.[1] ?? '';
    const hidden = shownOne === confirmation ? other : confirmation;
    expect(await sees(shownOne)).toBe(false);
    world.setNow(CLOSED);
    expect(await sees(shownOne)).toBe(false);
    valueOf(await world.viewApplications.openBids(commissioner, round.roundId));
    expect(await sees(shownOne)).toBe(false);
    await declareNone(world, officer, round.roundId);
    expect([await sees(shownOne), await sees(insurance), await sees(hidden)]).toEqual([true, true, false]);
    expect(await sees(shownOne, inRole('QUALITY_OFFICER', world.south))).toBe(false);
    expect(await sees(shownOne, inRole('PANEL_MEMBER', world.north))).toBe(false);
    // What waits for its scan is seen to wait; its bytes are not.
    const read = await world.work.read(officer, (tx) => tx.query(`SELECT id FROM stored_file`));
    expect(read).toEqual([]);
    expect(codeOf(await world.findEvidence.link(officer, insurance, 1))).toBe('evidence.not-found');
    await world.admin.query(
      `UPDATE evidence SET status = 'CLEAN', decided_at = now(), passed_by = 'SCAN' WHERE id = $1`,
      [insurance],
    );
    expect((await world.findEvidence.link(officer, insurance, 1)).ok).toBe(true);
    expect(await shown(id, officer)).toContainEqual(['PUBLIC_LIABILITY', insurance, null]);
  });

  it('stand with the published round, are asked for once, and start the next round', async () => {
    const round = await aRound();
    expect(codeOf(await world.manageRounds.addEvidence(commissioner, round.roundId, INSURANCE))).toBe('round.stands');
    const later = { ...ROUND, name: 'Round 5', lotIds: round.lotIds.slice(0, 1) };
    const next = valueOf(await world.manageRounds.draft(commissioner, round.frameworkId, later));
    const { evidence } = valueOf(await world.viewRounds.one(commissioner, next));
    expect(evidence.map(({ kind }) => kind)).toEqual(['PUBLIC_LIABILITY', 'SAFEGUARDING_CONFIRMATION']);
    expect(codeOf(await world.manageRounds.addEvidence(commissioner, next, INSURANCE))).toBe('round-evidence.exists');
    const ofLot = { ...INSURANCE, lotId: round.lotIds[0] ?? '' };
    const added = valueOf(await world.manageRounds.addEvidence(commissioner, next, ofLot));
    expect(codeOf(await world.manageRounds.removeEvidence(bidder, next, added))).toBe('round.not-found');
    valueOf(await world.manageRounds.removeEvidence(commissioner, next, added));
    expect(codeOf(await world.manageRounds.removeEvidence(commissioner, next, added))).toBe('round-evidence.not-found');
    const wrong = { ...INSURANCE, lotId: round.lotIds[9] ?? '', guidance: 'x'.repeat(1001) };
    expect(codeOf(await world.manageRounds.addEvidence(commissioner, next, wrong))).toBe(
      'input.invalid: guidance too-long: lotId lot-not-in-round',
    );
    const direct = world.admin.query(`DELETE FROM round_evidence WHERE round_id = $1`, [round.roundId]);
    await expect(direct).rejects.toMatchObject({ constraint: 'round_question_published' });
  });
});
