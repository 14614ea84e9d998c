export { Blocks, type PlacementDraw, type UsableBlock } from './application/blocks.js';
export { type BlockCommand, DraftBlock } from './application/draft-block.js';
export { ConfirmPurchase } from './application/confirm-purchase.js';
export { type LendCommand, LendBlock } from './application/lend-block.js';
export { type PurchaseCommand, RecordPurchase } from './application/record-purchase.js';
export { SignBlock } from './application/sign-block.js';
export { type UseCommand, UseBlock } from './application/use-block.js';
export { inUnits } from './domain/units.js';
export { PurchasingModule } from './purchasing.module.js';
