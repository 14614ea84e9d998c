import { type Actor, serviceActor } from '../../src/kernel/index.js';
import { ChangeEffects } from '../../src/modules/assurance/application/change-effects.js';
import { HandleConcerns } from '../../src/modules/assurance/application/handle-concerns.js';
import { ProviderChanges } from '../../src/modules/assurance/application/provider-changes.js';
import { RaiseConcern } from '../../src/modules/assurance/application/raise-concern.js';
import { RecheckRegister } from '../../src/modules/assurance/application/recheck-register.js';
import { Removals } from '../../src/modules/assurance/application/removals.js';
import { SchoolChecks } from '../../src/modules/assurance/application/school-checks.js';
import { ViewConcerns } from '../../src/modules/assurance/application/view-concerns.js';
import { ViewRemovals } from '../../src/modules/assurance/application/view-removals.js';
import { WhatItTouches } from '../../src/modules/assurance/application/what-it-touches.js';
import { ConcernStore } from '../../src/modules/assurance/persistence/concern.store.js';
import { ProviderChangeStore } from '../../src/modules/assurance/persistence/provider-change.store.js';
import { RegisterTaskStore } from '../../src/modules/assurance/persistence/register-task.store.js';
import { RemovalStore } from '../../src/modules/assurance/persistence/removal.store.js';
import { SchoolCheckStore } from '../../src/modules/assurance/persistence/school-check.store.js';
import { People } from '../../src/modules/identity/index.js';
import { IdentityStore } from '../../src/modules/identity/persistence/identity.store.js';
import { AnswerVisits } from '../../src/modules/assurance/application/answer-visits.js';
import { FollowActions } from '../../src/modules/assurance/application/follow-actions.js';
import { ManageVisits } from '../../src/modules/assurance/application/manage-visits.js';
import { SayTerms } from '../../src/modules/assurance/application/say-terms.js';
import { Tell } from '../../src/modules/assurance/application/tell.js';
import { ViewVisits } from '../../src/modules/assurance/application/view-visits.js';
import { VisitTasks } from '../../src/modules/assurance/application/visit-tasks.js';
import { WatchAssurance } from '../../src/modules/assurance/application/watch-assurance.js';
import { QualityJudgements } from '../../src/modules/assurance/index.js';
import { TermsStore } from '../../src/modules/assurance/persistence/terms.store.js';
import { VisitActionStore } from '../../src/modules/assurance/persistence/visit-action.store.js';
import { VisitStore } from '../../src/modules/assurance/persistence/visit.store.js';
import { Calendars, Organisations } from '../../src/modules/organisations/index.js';
import { CalendarStore } from '../../src/modules/organisations/persistence/calendar.store.js';
import { OrganisationStore } from '../../src/modules/organisations/persistence/organisation.store.js';
import type { SupplyWorld } from './supply-world.js';

/** The assurance module without Nest, on a supply world. */
export function assuranceOf(world: SupplyWorld) {
  const { work, findEvidence } = world;
  const concerns = new ConcernStore();
  const touches = new WhatItTouches(work);
  const [visits, actions, terms] = [new VisitStore(), new VisitActionStore(), new TermsStore()];
  const organisations = new Organisations(new OrganisationStore());
  const calendars = new Calendars(new CalendarStore(), new OrganisationStore());
  const tell = new Tell(organisations);
  const judgements = new QualityJudgements(visits);
  const schoolChecks = new SchoolChecks(work, new SchoolCheckStore(), terms, world.procurement, judgements);
  const effects = new ChangeEffects(
    world.manageProvider,
    world.manageSite,
    world.tariffs,
    world.draftTariff,
    world.endOpeningsAtSite,
    new ProviderChangeStore(),
  );
  const removals = new RemovalStore();
  return {
    raiseConcern: new RaiseConcern(work, concerns, tell),
    handleConcerns: new HandleConcerns(work, concerns, world.admitProvider),
    viewConcerns: new ViewConcerns(work, concerns, new People(work, new IdentityStore())),
    recheck: new RecheckRegister(work, new RegisterTaskStore(), touches, tell),
    schoolChecks,
    changes: new ProviderChanges(work, new ProviderChangeStore(), touches, tell, effects),
    removals: new Removals(work, removals, terms, calendars, world.admitProvider, tell),
    viewRemovals: new ViewRemovals(work, removals, touches),
    manageVisits: new ManageVisits(work, visits, terms, calendars),
    answerVisits: new AnswerVisits(work, visits, actions, findEvidence, tell),
    followActions: new FollowActions(work, visits, actions),
    viewVisits: new ViewVisits(work, visits, actions, findEvidence),
    visitTasks: new VisitTasks(work, visits, actions),
    judgements,
    sayTerms: new SayTerms(work, terms),
    watch: new WatchAssurance(work, terms, actions, concerns, schoolChecks, tell),
  };
}

export const watcher = (authorityId: string): Actor =>
  serviceActor('assurance', authorityId, [
    'quality.tend',
    'quality.manage',
    'concern.handle',
    'concern.safeguarding',
    'case.authority',
    'placement.read',
    'register.import',
  ]);

/** Messages asked for so far about one subject: their kind and to whom they go. */
export async function toldOf(world: SupplyWorld, subjectId: string): Promise<string[]> {
  const { rows } = await world.admin.query<{ line: string }>(
    `SELECT payload ->> 'kind' || CASE payload ->> 'organisationId' WHEN $2 THEN ' to the authority' ELSE '' END AS line
       FROM outbox WHERE job = 'notifications.deliver' AND payload ->> 'subjectId' = $1 ORDER BY id`,
    [subjectId, world.north.organisationId],
  );
  return rows.map(({ line }) => line);
}
