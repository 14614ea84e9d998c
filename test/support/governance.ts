import { type Actor, dateOnly, minDate, newId, ROLE_PERMISSIONS } from '../../src/kernel/index.js';
import { type Admitted, boardInSession, type BoardServices } from '../../src/demo/load-board.js';
import { AdmissionSubject } from '../../src/modules/governance/application/admission-subject.js';
import { Letters } from '../../src/modules/governance/application/letters.js';
import { PrepareAdmissions } from '../../src/modules/governance/application/prepare-admissions.js';
import { SignAdmissions } from '../../src/modules/governance/application/sign-admissions.js';
import { TakeOverPrices } from '../../src/modules/governance/application/take-over-prices.js';
import { ToldBidDecisions } from '../../src/modules/governance/application/told-bid-decisions.js';
import { AdmissionCaseStore } from '../../src/modules/governance/persistence/admission-case.store.js';
import { LetterStore } from '../../src/modules/governance/persistence/letter.store.js';
import type { Calendars } from '../../src/modules/organisations/index.js';
import {
  AgendaSubjects,
  ConductItem,
  DecideItems,
  Decisions,
  ManageBody,
  Meetings,
  ViewMeetings,
} from '../../src/modules/panels/index.js';
import { ItemRooms } from '../../src/modules/panels/application/item-room.js';
import { RecordDecisions } from '../../src/modules/panels/application/record-decisions.js';
import { ActionStore } from '../../src/modules/panels/persistence/action.store.js';
import { BodyStore } from '../../src/modules/panels/persistence/body.store.js';
import { MeetingStore } from '../../src/modules/panels/persistence/meeting.store.js';
import { MotionStore } from '../../src/modules/panels/persistence/motion.store.js';
import type {
  AdmitProvider,
  BidDecisions,
  DueDiligence,
  Evaluations,
  ManageFramework,
  Procurement,
  ViewApplications,
} from '../../src/modules/procurement/index.js';
import type { DraftTariffLine, Tariffs } from '../../src/modules/tariffs/index.js';
import type { UnitOfWork } from '../../src/platform/index.js';
import { aPerson } from './unit-of-work.js';

/** The use cases of deciding bodies, wired by hand. */
export function panelServices(work: UnitOfWork) {
  const [bodies, meetingStore, motions] = [new BodyStore(), new MeetingStore(), new MotionStore()];
  const [subjects, decisions] = [new AgendaSubjects(), new Decisions()];
  const rooms = new ItemRooms(bodies, meetingStore, motions);
  const record = new RecordDecisions(bodies, meetingStore, subjects, decisions);
  return {
    subjects,
    decisions,
    bodies: new ManageBody(work, bodies),
    meetings: new Meetings(work, bodies, meetingStore, motions, subjects),
    conduct: new ConductItem(work, rooms, meetingStore, motions, subjects),
    decide: new DecideItems(work, meetingStore, motions, rooms, record, subjects),
    view: new ViewMeetings(work, meetingStore, motions, rooms, subjects, decisions, new ActionStore()),
  };
}
export type PanelServices = ReturnType<typeof panelServices>;

interface Neighbours {
  readonly evaluations: Evaluations;
  readonly dueDiligence: DueDiligence;
  readonly manageFramework: ManageFramework;
  readonly admitProvider: AdmitProvider;
  readonly calendars: Calendars;
  readonly procurement: Procurement;
  readonly bidDecisions: BidDecisions;
  readonly viewApplications: ViewApplications;
  readonly tariffs: Tariffs;
  readonly draftTariff: DraftTariffLine;
}

/** The board's room for admissions, wired by hand. */
export function governanceServices(work: UnitOfWork, neighbours: Neighbours) {
  const panels = panelServices(work);
  const { evaluations, dueDiligence, manageFramework, admitProvider, calendars, procurement } = neighbours;
  const cases = new AdmissionCaseStore();
  new ToldBidDecisions(neighbours.bidDecisions, cases).onModuleInit();
  const letters = new Letters(work, new LetterStore());
  new AdmissionSubject(panels.subjects, cases, admitProvider, letters, calendars).onModuleInit();
  return {
    ...panels,
    work,
    procurement,
    letters,
    prepare: new PrepareAdmissions(work, evaluations, dueDiligence, manageFramework, panels.meetings, cases),
    prices: new TakeOverPrices(work, cases, neighbours.viewApplications, neighbours.tariffs, neighbours.draftTariff),
    signing: new SignAdmissions(work, cases, admitProvider, panels.decisions, letters, calendars),
  };
}
export type GovernanceServices = ReturnType<typeof governanceServices>;

/**
 * A provider's place on a lot, for tests that are about something else: a small board of the authority sits on the
 * first day, or today where that is to come, and admits it. The id of the admission.
 */
export async function boardAdmits(
  services: BoardServices,
  people: { readonly clerk: Actor; readonly chair: Actor },
  asked: Admitted,
): Promise<string> {
  const today = await services.work.read(people.clerk, (tx) => Promise.resolve(tx.today));
  const on = minDate(asked.fromDate, today);
  const at = { on, name: `Board ${newId()}`, termEnds: dateOnly('2040-12-31') };
  const board = await boardInSession(services, { clerk: people.clerk, members: [people.chair] }, at);
  return board.admit(asked);
}

/** Somebody on record who chairs the board of the clerk's authority today. */
export const chairBeside = (clerk: Actor, userId: string = newId()): Actor => ({
  ...aPerson({ role: 'BOARD_CHAIR', permissions: ROLE_PERMISSIONS.BOARD_CHAIR }),
  userId,
  organisationId: clerk.organisationId,
  authorityId: clerk.authorityId,
});
