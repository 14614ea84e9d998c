import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import * as bid from '../support/round-four/bid.js';
import * as board from '../support/round-four/board.js';
import * as callOff from '../support/round-four/call-off.js';
import * as evaluation from '../support/round-four/evaluation.js';
import * as setUp from '../support/round-four/set-up.js';
import { BIDDERS, CHECKED, INSURED, RETURN, SAFE, startTown, type Town } from '../support/round-four/town.js';
import { bidInTime } from '../support/round-four/late-bid.js';
import { moderateAndRecommend } from '../support/round-four/moderation.js';
import { answerTheAppeal, approveAChange, draftAChange, readLetters } from '../support/round-four/afterwards.js';
import { stepByStep } from '../support/journey.js';
import { refer } from '../support/refer.js';

const SLOWLY = 240_000;
const { academy, builders, mentors } = BIDDERS;

/** One round from its notice to a child's place, each step by the person whose it is. */
describe('Manchester’s round 4, in the browser', () => {
  let town: Town;
  let framework = '';
  let round = '';
  let meeting = '';
  let market = '';
  const look = (page: Page): Promise<void> => town.look(page);
  const press = (page: Page, name: string): Promise<void> => town.press(page, name);
  const words = (page: Page): Promise<string> => town.words(page);

  const step = stepByStep(SLOWLY);

  beforeAll(async () => {
    town = await startTown();
  }, SLOWLY);
  afterAll(() => town.close());

  step('is set up with ten lots, conditions, weighed questions and a document, and published', async () => {
    const page = await town.as('commissioner');
    framework = await setUp.recordFramework(town, page);
    await setUp.askForHours(town, page);
    await setUp.addCondition(town, page, { number: 1, title: INSURED, asks: 'Cover of at least £10 million.' });
    await setUp.addCondition(town, page, { number: 2, title: CHECKED, asks: 'Every member of staff is on it.' });
    round = await setUp.draftRound(town, page);
    await press(page, 'Publish the round');
    expect(await words(page)).toContain('The weights of lot 1 add up to 0 per cent');
    await look(page);
    await setUp.addQuestion(town, page, { number: 1, section: 'Quality', asks: RETURN, weight: 60 });
    await setUp.addQuestion(town, page, { number: 2, section: 'Safeguarding', asks: SAFE, weight: 40 });
    await setUp.askForInsurance(town, page);
    await setUp.setScale(town, page);
    await press(page, 'Publish the round');
    expect(await words(page)).toContain('Opens later');
    await look(page);
  });

  step('answers a bidder’s question to all, without saying who asked', async () => {
    town.at('2026-02-10T09:00:00Z');
    const asker = await town.as(builders.persona);
    await bid.openRound(town, asker);
    await asker.getByLabel('What do you want to know?').fill('May a lot be taught on two sites?');
    await press(asker, 'Send the question');
    const page = await town.as('commissioner');
    await page.goto(round);
    await town.follow(page, 'May a lot be taught on two sites?');
    await page.getByLabel('Answer').fill('Yes, if both are offered.');
    await look(page);
    await press(page, 'Publish the answer');
    const other = await town.as(academy.persona);
    await bid.openRound(town, other);
    expect(await words(other)).toContain('Yes, if both are offered.');
    expect(await words(other)).not.toContain(builders.name);
    await look(other);
  });

  step('is bid for by three providers, one of which takes a lot back', async () => {
    town.at('2026-03-03T09:00:00Z');
    const met = { [INSURED]: true, [CHECKED]: true };
    const answers = [
      { section: 'Quality', question: RETURN, text: 'By visiting the school every week.' },
      { section: 'Safeguarding', question: SAFE, text: 'A named lead is there on every day.' },
    ];
    const full = { lot: 1, pounds: '480', per: 'a week' } as const;
    const offers = [full, { ...full, lot: 5 }, { lot: 9, pounds: '45', per: 'a day' } as const];
    const page = await bid.wholeBid(town, academy, { offers, met, answers });
    await look(page);
    await press(page, 'Take it back to change it');
    await bid.chooseLots(town, page, [1, 9]);
    await bid.declareAndSubmit(town, page, 'Pat Example');
    expect(await words(page)).toContain('lot 1, lot 9');
    await bid.wholeBid(town, mentors, {
      offers: [{ lot: 10, pounds: '60', per: 'a day' }],
      met: { ...met, [CHECKED]: false },
      answers,
    });
    await bidInTime(town);
  });

  step('is opened once it has closed, and not before, and its documents are checked', async () => {
    const page = await town.as('commissioner');
    await page.goto(round);
    expect(await page.getByRole('button', { name: 'Open the bids' }).count()).toBe(0);
    town.at('2026-03-04T11:00:01Z');
    await page.goto(town.service.url);
    await town.follow(page, 'Open the bids of Round 4');
    await press(page, 'Open the bids');
    expect(await words(page)).toContain('You see a bid once you have said whether you have an interest in its bidder');
    await look(page);
    await page.goto(`${round}/interests`);
    await evaluation.declareHere(town, page);
    await page.goto(`${round}/applications`);
    await town.follow(page, builders.name);
    expect(await words(page)).toContain('By visiting the school every week.');
    expect(await words(page)).toContain('Max Example, Director');
    await town.follow(page, INSURED);
    expect(await words(page)).toContain('Waiting for the virus scan');
    expect(await page.getByRole('button', { name: /Download/ }).count()).toBe(0);
    await look(page);
    const officer = await town.as('quality-officer');
    await officer.goto(`${round}/interests`);
    await evaluation.declareHere(town, officer);
    await officer.goto(`${round}/applications`);
    await town.follow(officer, mentors.name);
    await town.follow(officer, 'Due diligence');
    await look(officer);
    const check = 'Enhanced DBS and recruitment checks';
    await evaluation.recordCheck(town, officer, { check, outcome: 'Not met', note: 'There is no such record.' });
    await evaluation.lookAtTheRest(town, round.split('/').at(-1) ?? '', [builders.name, academy.name]);
  });

  step('has evaluators who declare their interests first, and keeps a bid from whoever has one', async () => {
    const page = await town.as('commissioner');
    await page.goto(town.service.url);
    await town.follow(page, 'Name who evaluates Round 4');
    await press(page, 'Name them');
    expect(await words(page)).toContain('Choose');
    await look(page);
    const lots = [1, 5, 9, 10];
    await evaluation.nameAssessor(town, page, { name: 'Eva Example', part: 'Evaluator', lots });
    await evaluation.nameAssessor(town, page, { name: 'Evan Example', part: 'Evaluator', lots });
    await evaluation.nameAssessor(town, page, { name: 'Quin Example', part: 'Evaluator', lots: [10] });
    await evaluation.nameAssessor(town, page, { name: 'Connie Example', part: 'Moderator', lots });
    await look(page);
    await evaluation.declareInterests(town, page);
    for (const evaluator of ['evaluator', 'quality-officer'] as const) {
      await evaluation.declareInterests(town, await town.as(evaluator));
    }
    const evan = await town.as('second-evaluator');
    await evaluation.declareInterests(town, evan, { [mentors.name]: 'My sister works there.' });
    await evan.goto(`${round}/evaluation`);
    expect(await evan.getByRole('link', { name: mentors.name }).count()).toBe(0);
    await look(evan);
    await page.goto(`${round}/evaluators`);
    expect(await words(page)).toContain('My sister works there.');
  });

  step('is scored by each alone, moderated to one score with a reason, and recommended', async () => {
    const given = (bidder: string, points: string, checked: 'Pass' | 'Fail' = 'Pass') => ({
      bidder,
      conditions: { 1: 'Pass', 2: checked } as const,
      answers: [
        ['Quality', 1, points, 'As the answer says.'] as const,
        ['Safeguarding', 2, '5: Excellent', 'A named lead.'] as const,
      ],
    });
    const eva = await evaluation.score(town, 'evaluator', given(builders.name, '5: Excellent'));
    await look(eva);
    await evaluation.score(town, 'evaluator', given(academy.name, '5: Excellent'));
    for (const evaluator of ['evaluator', 'quality-officer'] as const) {
      await evaluation.score(town, evaluator, given(mentors.name, '3: Acceptable', 'Fail'));
    }
    const connie = await town.as('commissioner');
    await connie.goto(`${round}/evaluation`);
    expect(await words(connie)).toContain('Evaluators to score');
    await look(connie);
    await evaluation.score(town, 'second-evaluator', given(academy.name, '5: Excellent'));
    await evaluation.score(town, 'second-evaluator', given(builders.name, '3: Acceptable'));
    await moderateAndRecommend(town, connie, round);
  });

  step(
    'comes before the board as one paper, with the routine bids together and the exceptions one by one',
    async () => {
      const page = await town.as('commissioner');
      await board.setUpBoard(town, page);
      await board.appoint(town, page, { name: 'Beth Example', speaksFor: 'The authority', office: 'Chair' });
      await board.appoint(town, page, { name: 'Bo Example', speaksFor: 'School leaders', office: 'Member' });
      await board.appoint(town, page, { name: 'Hari Example', speaksFor: 'School leaders', office: 'Member' });
      await look(page);
      town.at('2026-04-21T09:00:00Z');
      await town.as('commissioner');
      meeting = await board.planMeeting(town, page, ['28', '4', '2026']);
      await page.goto(round);
      await town.follow(page, 'Put the recommendations to the board');
      await page.getByLabel('28 April 2026').check();
      await look(page);
      await press(page, 'Put it on the agenda');
      const agenda = await words(page);
      expect(agenda.match(/With the routine items/g)).toHaveLength(2);
      expect(agenda.match(/By itself/g)).toHaveLength(2);
      market = await board.recordMarket(town);
      await page.goto(market);
      await board.holdAStandstill(town, page);
      town.at('2026-04-22T09:00:00Z');
      await town.as('commissioner');
      await page.goto(market);
      const direct = { lot: 2, provider: academy.name, meeting: '28 April 2026', from: ['5', '5', '2026'] } as const;
      await board.putDirectly(town, page, direct);
      await page.goto(meeting);
      await press(page, 'Send the papers');
      await look(page);
    },
  );

  step('is decided with a quorum, without the member who has a conflict', async () => {
    town.at('2026-04-28T13:00:00Z');
    const chair = await town.as('board-chair');
    await chair.goto(meeting);
    await press(chair, 'Open the meeting');
    await press(chair, 'Beth Example is here');
    const member = await town.as('board-member');
    await member.goto(town.service.url);
    await town.follow(member, 'Take part in the board’s meeting');
    await press(member, 'Bo Example is here');
    await town.follow(member, /Example Builders: lot 5/);
    expect(await words(member)).toContain('It meets the least total.');
    await board.declareOnItem(town, member, { nature: 'I govern it', detail: 'I sit on its board of trustees.' });
    expect(await words(member)).not.toContain('It meets the least total.');
    await press(member, 'Give facts and withdraw');
    await member.getByLabel('Facts given before withdrawing').fill('It moved in May.');
    await press(member, 'Withdraw from the item');
    await look(member);
    await chair.goto(meeting);
    await town.follow(chair, /Example Builders: lot 5/);
    expect(await words(chair)).toContain('Missing: 1 of 2 members');
    await look(chair);
    const clerk = await town.as('commissioner');
    await clerk.goto(meeting);
    await press(clerk, 'Hari Example is here');
    await chair.reload();
    expect(await words(chair)).toContain('It moved in May.');
    await board.decideByVote(town, chair, ['Beth Example', 'Hari Example']);
    expect(await words(chair)).toContain('Bo Example withdrew, with a conflict of interest');
    await look(chair);
  });

  step('admits and refuses by that decision only, and writes to everybody with feedback', async () => {
    const chair = await town.as('board-chair');
    await chair.goto(meeting);
    await town.follow(chair, /Example Mentors: lot 10/);
    await board.decideByVote(town, chair, ['Beth Example', 'Bo Example', 'Hari Example']);
    await board.agreeAndSign(town, chair, meeting, /Example Academy: lot 2/);
    await chair.goto(meeting);
    await press(chair, 'Decide the routine items as recommended');
    expect(await words(chair)).not.toContain('To be decided');
    await press(chair, 'Close the meeting');
    await town.follow(chair, 'Minutes');
    expect(await words(chair)).toContain('Bo Example: I govern it');
    await look(chair);
    await press(chair, 'Record that the minutes are agreed');
    await readLetters(town);
    await answerTheAppeal(town);
    const page = await town.as('commissioner');
    await page.goto(market);
    expect(await words(page)).toMatch(/14 May 2026\s+31 March 2030\s+Starts later/);
    await page.goto(framework);
    expect((await words(page)).match(/1 June 2026\s+27 October 2028\s+Starts later/g)).toHaveLength(3);
    await look(page);
  });

  step('ends in a child’s place that names framework, lot and price it was called off under', async () => {
    town.at('2026-06-08T08:00:00Z');
    await callOff.takeOverPrices(town, { provider: academy.name, lot: 1, pounds: '£480.00' });
    await callOff.openPlaces(town, { programme: 'Full-time programme', admission: 'Lot 1' });
    const school = await town.as('inclusion-lead');
    await school.goto(`${town.service.url}/directory`);
    expect(await words(school)).toContain(academy.name);
    expect(await words(school)).not.toContain(mentors.name);
    await look(school);
    const pupil = { upn: 'C352400026001', excludedOn: ['8', '6', '2026'], born: ['14', '5', '2012'] } as const;
    await refer(school, town.service.url, pupil, look);
    const coordinator = await town.as('coordinator');
    await coordinator.goto(`${town.service.url}/referrals`);
    await town.follow(coordinator, 'Newcomer Example');
    await callOff.decideOnPlace(town, coordinator, { place: academy.name });
    const placement = coordinator.url();
    const provider = await town.as(academy.persona);
    await provider.goto(placement);
    await press(provider, 'Accept the offer');
    expect(await words(provider)).toContain('Agreed');
    await look(provider);
    await coordinator.reload();
    const page = await words(coordinator);
    expect(page).toContain('Flexible Purchasing System (TC1108)');
    expect(page).toContain('Full-time AP, minimum 25 hours per week');
    expect(page).toContain('£480.00');
    await look(coordinator);
  });

  step('may change the rules later: drafted, seen beside those in force, and approved by the board', async () => {
    const clerk = await town.as('commissioner');
    await clerk.goto(`${town.service.url}/board`);
    await town.follow(clerk, 'Governance board');
    const second = await board.planMeeting(town, clerk, ['8', '6', '2026']);
    await draftAChange(town, '8 June 2026');
    await approveAChange(town, second);
  });

  it('shows pages that everybody can use', () => expect(town.found).toEqual([]));
});
