import { keepsOfChild, OF_REFERRAL, THIRD_PARTY } from '../records/index.js';

keepsOfChild(
  { table: 'matching_option', title: 'Options found', where: `${OF_REFERRAL} AND audience = 'ALL'` },
  {
    table: 'matching_explanation',
    title: 'Why options were found or not',
    where: `${OF_REFERRAL} AND audience = 'ALL'`,
  },
  { table: 'matching_provisional', title: 'Options shown before a decision', where: OF_REFERRAL },
  { table: 'matching_wish', title: 'What people asked the matching for', where: OF_REFERRAL },
  { table: 'matching_displacement', title: 'Who would give way to whom', withheld: THIRD_PARTY },
);
