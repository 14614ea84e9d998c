import { describe, expect, it } from '@jest/globals';
import { inviteesOf, type InvitingFacts, mustCome } from './invitees.js';

const facts = (over: Partial<InvitingFacts> = {}): InvitingFacts => ({
  referralType: 'PREVENTATIVE_DUAL',
  lookedAfter: 'NO',
  socialWorker: 'NONE',
  senProvision: 'K',
  ...over,
});
const parts = (over: Partial<InvitingFacts> = {}) => inviteesOf(facts(over)).map(({ part }) => part);
const ALWAYS = ['SCHOOL', 'PROVIDER', 'PARENT', 'PUPIL'];

describe('who is invited to a review', () => {
  it('is the school, the provider, the family and the pupil', () => expect(parts()).toEqual(ALWAYS));

  it('is the head teacher and a nominee of the board besides, for an off-site direction', () => {
    expect(parts({ referralType: 'OFF_SITE_DIRECTION' })).toEqual([
      'SCHOOL',
      'HEAD_TEACHER',
      'BOARD_NOMINEE',
      'PROVIDER',
      'PARENT',
      'PUPIL',
    ]);
  });

  it('is the social worker and the virtual school, once each, for a child who is looked after', () => {
    expect(parts({ lookedAfter: 'YES', socialWorker: 'PROTECTION' })).toEqual([
      ...ALWAYS,
      'SOCIAL_WORKER',
      'VIRTUAL_SCHOOL',
    ]);
  });

  it('is the social worker alone for a child who has one and is not looked after', () => {
    expect(parts({ socialWorker: 'IN_NEED' })).toEqual([...ALWAYS, 'SOCIAL_WORKER']);
    expect(parts({ socialWorker: 'UNKNOWN' })).toEqual(ALWAYS);
  });

  it('is the SEN officer with an EHC plan, and not with SEN support', () => {
    expect(parts({ senProvision: 'E' })).toEqual([...ALWAYS, 'SEN_OFFICER']);
  });

  it('names those whose absence is explained', () => {
    const must = inviteesOf(facts({ referralType: 'OFF_SITE_DIRECTION', senProvision: 'E' })).filter(mustCome);
    expect(must.map(({ part }) => part)).toEqual(['SCHOOL', 'HEAD_TEACHER', 'BOARD_NOMINEE', 'PROVIDER', 'PARENT']);
  });
});
