import { keepsOfChild } from '../records/index.js';

/** A request for support makes no pupil record: it is this child's by the number that was given, or by the referral that followed. */
const ASKED = `SELECT q.id FROM support_request q LEFT JOIN support_request_pupil a ON a.request_id = q.id
   WHERE q.referral_id IN (SELECT id FROM referral WHERE pupil_id = $1)
      OR a.upn IN (SELECT i.upn FROM pupil_identity i WHERE i.pupil_id = $1 AND i.authority_id = q.authority_id)`;
const OF_CYCLE = `cycle_id IN (SELECT id FROM support_cycle WHERE request_id IN (${ASKED}))`;

keepsOfChild(
  { table: 'support_request', title: 'Support asked for or granted', where: `id IN (${ASKED})` },
  { table: 'support_request_pupil', title: 'Whom support was asked for', where: `request_id IN (${ASKED})` },
  { table: 'support_cycle', title: 'Rounds of support', where: `request_id IN (${ASKED})` },
  { table: 'support_contact', title: 'Work done in rounds of support', where: OF_CYCLE },
  { table: 'support_form', title: 'Views on rounds of support', where: OF_CYCLE },
  {
    table: 'support_form_answer',
    title: 'Answers in views on support',
    where: `form_id IN (SELECT id FROM support_form WHERE ${OF_CYCLE})`,
  },
);
