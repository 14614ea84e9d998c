import { keepsOfChild, OF_PUPIL, OF_REFERRAL, THIRD_PARTY } from '../records/index.js';

keepsOfChild(
  { table: 'referral', title: 'Requests', where: OF_PUPIL },
  {
    table: 'referral_answer',
    title: 'Answers to questions',
    where: `${OF_REFERRAL} AND field NOT LIKE 'keepApart.%' AND field NOT LIKE 'siblings.%'`,
  },
  {
    table: 'referral_sent_answer',
    title: 'Answers as they were sent',
    where: `${OF_REFERRAL} AND scope <> 'KEEP_APART'`,
  },
  { table: 'referral_event', title: 'Timeline of requests', where: OF_REFERRAL },
  { table: 'referral_need', title: 'Needs', where: OF_REFERRAL },
  { table: 'referral_reason', title: 'Reasons for exclusion', where: OF_REFERRAL },
  { table: 'referral_risk', title: 'Risks', where: OF_REFERRAL },
  { table: 'referral_wish', title: 'Wishes', where: OF_REFERRAL },
  { table: 'referral_preference', title: 'Places that the family named', where: OF_REFERRAL },
  { table: 'referral_party', title: 'Who takes part, and in which parts of the file', where: OF_REFERRAL },
  { table: 'referral_quote', title: 'Prices shown', where: OF_REFERRAL },
  { table: 'referral_school_place', title: 'Schools that took the pupil', where: OF_REFERRAL },
  { table: 'exclusion_process', title: 'Steps after an exclusion', where: OF_REFERRAL },
  { table: 'referral_keep_apart', title: 'People to be kept apart', withheld: THIRD_PARTY },
  { table: 'referral_sibling', title: 'Brothers and sisters', withheld: THIRD_PARTY },
);
