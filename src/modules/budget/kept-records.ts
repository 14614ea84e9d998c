import { keepsOfChild, OF_REFERRAL } from '../records/index.js';

keepsOfChild(
  { table: 'commitment', title: 'Money committed', where: OF_REFERRAL },
  { table: 'school_order', title: 'Orders of schools', where: OF_REFERRAL },
);
