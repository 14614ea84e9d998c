export { BudgetModule } from './budget.module.js';
export {
  BudgetPosition,
  type CommitmentLine,
  type FundPosition,
  type SchoolYearPosition,
} from './application/budget-position.js';
export { BudgetSetUp, type FundToOpen } from './application/budget-set-up.js';
export { ledgerChecker, ledgerFaults, type LedgerFault } from './application/check-ledger.js';
export { type Commitment, Commitments, type PlacementShares, type Share } from './application/commitments.js';
export { type Purchase, PurchaseCommitments, type YearOfPurchase } from './application/purchase-commitments.js';
export { type AccountKey, type AccountKind, Ledger } from './application/ledger.js';
export { type NewOrder, type SchoolOrder, SchoolOrders } from './application/school-orders.js';
export {
  costOfPlacement,
  type Period,
  type PricedComponent,
  shortened,
  type YearCost,
} from './domain/cost-of-placement.js';
export { type Footing, lawfulFooting, SCHOOL_FOOTINGS, type SchoolFooting, schoolPart } from './domain/footings.js';
export { placeFunding } from './domain/place-funding.js';
export * from './domain/statutory-redetermination.js';
