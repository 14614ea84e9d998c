export { type LineWanted, type TariffLine } from './persistence/tariff.store.js';
export { Tariffs } from './application/tariffs.js';
export { ApproveTariffLine } from './application/approve-tariff-line.js';
export { DraftTariffLine } from './application/draft-tariff-line.js';
export { EndTariffLine } from './application/end-tariff-line.js';
export type { TariffDraft } from './domain/tariff-draft.js';
export {
  BASES,
  type Basis,
  costPence,
  deliveredSessions,
  type Delivery,
  describeBasis,
  grossPence,
  type TariffTerms,
  VAT_TREATMENTS,
  vatPence,
  type VatTreatment,
  weeklyPence,
} from './domain/tariff-terms.js';
export { TariffsModule } from './tariffs.module.js';
export { tariffEntities } from './persistence/entities.js';
