import { type Actor, sessionNames } from '../../../kernel/index.js';
import type { BlockView } from '../application/view-block.js';
import type { Block } from '../persistence/block.store.js';
import type { Loan } from '../persistence/loan.store.js';

/** What it is; to its buyer, provider and authority also what was paid, why, and who decided it. */
export const blockResource = (block: Block): object => ({
  id: block.id,
  reference: block.reference,
  status: block.status,
  buyerId: block.buyerId,
  buyerName: block.buyerName,
  schoolIds: block.schoolIds,
  providerId: block.providerId,
  providerName: block.providerName,
  siteName: block.siteName,
  programmeName: block.programmeName,
  patternId: block.patternId,
  patternLabel: block.patternLabel,
  sessions: sessionNames(block.sessions),
  supplyRoute: block.supplyRoute,
  calledOff: block.calledOff,
  unit: block.unit,
  unitsPerWeek: block.unitsPerWeek,
  fromWeek: block.fromWeek,
  toWeek: block.toWeek,
  schoolWeeks: block.schoolWeeks,
  noticeDays: block.noticeDays,
  ...(block.isParty ? { terms: termsOf(block) } : {}),
});

const termsOf = (block: Block): object => ({
  payer: block.payer,
  fund: block.fund,
  orderReference: block.orderReference,
  orderAuthorisedBy: block.orderAuthorisedBy,
  listPence: block.listPence,
  unitPence: block.unitPence,
  totalPence: block.totalPence,
  places: block.places,
  reason: block.reason,
  draftedByName: block.draftedByName,
  draftedAt: block.draftedAt,
  signedByName: block.signedByName,
  signedAt: block.signedAt,
  answer: block.answer,
  cancelledFrom: block.cancelledFrom,
  cancelledWhy: block.cancelledWhy,
});

export const loanResource = (loan: Loan): object => ({
  id: loan.id,
  blockId: loan.blockId,
  lenderId: loan.lenderId,
  lenderName: loan.lenderName,
  borrowerId: loan.borrowerId,
  borrowerName: loan.borrowerName,
  units: loan.units,
  fromWeek: loan.fromWeek,
  toWeek: loan.toWeek,
  unitPence: loan.unitPence,
  status: loan.status,
  orderReference: loan.orderReference,
  returnedFrom: loan.returnedFrom,
});

/** With its use by the week, as its own page shows it: a provider reads of no loan. */
export const blockDetail = (actor: Actor, view: BlockView): object => ({
  ...blockResource(view.block),
  over: view.over,
  use: view.use,
  uses: view.draws,
  loans: actor.organisationId === view.block.providerId ? [] : view.loans.map(loanResource),
  rights: view.rights,
});
