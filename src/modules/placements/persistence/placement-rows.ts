import type { DateOnly, Pence, SessionSet } from '../../../kernel/index.js';
import type { SupplyRoute } from '../../providers/index.js';
import type { PlacementStatus } from '../domain/placement-states.js';
import type { RegistrationKind } from '../domain/registration.js';

export interface Placement {
  readonly id: string;
  readonly authorityId: string;
  readonly reference: string;
  readonly referralId: string;
  readonly referralType: string;
  readonly pupilId: string;
  readonly schoolOrganisationId: string;
  readonly decisionId: string;
  readonly policyId: string;
  /** 0 for the option the decision chose, 1 and up for the next ones it named. */
  readonly namedOption: number;
  readonly status: PlacementStatus;
  /** Null when it is drawn from a block, which keeps the place. */
  readonly holdId: string | null;
  readonly blockDrawId: string | null;
  readonly startsOn: DateOnly;
  readonly plannedEnd: DateOnly;
  readonly endedOn: DateOnly | null;
  readonly endReason: string | null;
  readonly answerBy: Date;
  readonly offeredAt: Date;
  readonly agreedAt: Date | null;
  readonly totalPence: Pence;
}

export interface Component {
  readonly providerId: string;
  readonly siteId: string;
  readonly programmeId: string;
  readonly openingId: string;
  readonly patternId: string;
  readonly sessions: SessionSet;
  readonly weeklyMinutes: number;
  readonly componentKind: string;
  readonly registrationKind: RegistrationKind;
  readonly tariffLineId: string;
  readonly basis: 'SESSION' | 'DAY' | 'WEEK' | 'TERM' | 'YEAR' | 'ONE_OFF';
  readonly netPence: Pence;
  readonly sessionsCovered: number;
  readonly vatTreatment: string;
  readonly weeklyPence: Pence;
  readonly supplyRoute: SupplyRoute;
  /** The admission it is called off under; null but for a framework. */
  readonly admissionId: string | null;
}

/** A component as it stands in a placement, and on which days: all along unless a change begins or ends it. */
export interface Part extends Component {
  readonly id: string;
  readonly from: DateOnly;
  /** The day before `from` where it never came to count. */
  readonly until: DateOnly;
}

/** Why something could be bought outside the framework. */
export type OffFrameworkGround =
  { readonly ground: 'LIST_EXHAUSTED' } | { readonly ground: 'APPROVED'; readonly requestId: string };

/** With what it was bought under. */
export interface BoughtPart extends Component {
  readonly offFramework: OffFrameworkGround | null;
  readonly termsId: string | null;
}

export interface PlacementShare {
  readonly payer: 'FUND' | 'SCHOOL';
  readonly schoolOrganisationId: string | null;
  readonly footing: string;
  readonly fund: string;
  readonly basisPoints: number;
  readonly pence: Pence;
  readonly orderId: string | null;
  readonly agreementReference: string | null;
}

export type OfferAnswer = 'WAITING' | 'ACCEPTED' | 'DECLINED' | 'LAPSED' | 'CANCELLED';

export interface Offer {
  readonly providerId: string;
  readonly answer: OfferAnswer;
  readonly answeredAt: Date | null;
  readonly reason: string | null;
  readonly note: string | null;
}

export type NewPlacement = Omit<Placement, 'reference' | 'status' | 'endedOn' | 'endReason' | 'agreedAt' | 'offeredAt'>;
