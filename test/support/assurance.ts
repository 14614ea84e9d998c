import { type Actor, serviceActor } from '../../src/kernel/index.js';
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
export function assuranceOf({ work, findEvidence }: SupplyWorld) {
  const [visits, actions, terms] = [new VisitStore(), new VisitActionStore(), new TermsStore()];
  const organisations = new Organisations(new OrganisationStore());
  const calendars = new Calendars(new CalendarStore(), new OrganisationStore());
  const tell = new Tell(organisations);
  return {
    manageVisits: new ManageVisits(work, visits, terms, calendars),
    answerVisits: new AnswerVisits(work, visits, actions, findEvidence, tell),
    followActions: new FollowActions(work, visits, actions),
    viewVisits: new ViewVisits(work, visits, actions, findEvidence),
    visitTasks: new VisitTasks(work, visits, actions),
    judgements: new QualityJudgements(visits),
    sayTerms: new SayTerms(work, terms),
    watch: new WatchAssurance(work, terms, actions, tell),
  };
}

export const watcher = (authorityId: string): Actor =>
  serviceActor('assurance', authorityId, ['quality.tend', 'quality.manage']);

/** Messages asked for so far about one subject: their kind and to whom they go. */
export async function toldOf(world: SupplyWorld, subjectId: string): Promise<string[]> {
  const { rows } = await world.admin.query<{ line: string }>(
    `SELECT payload ->> 'kind' || CASE payload ->> 'organisationId' WHEN $2 THEN ' to the authority' ELSE '' END AS line
       FROM outbox WHERE job = 'notifications.deliver' AND payload ->> 'subjectId' = $1 ORDER BY id`,
    [subjectId, world.north.organisationId],
  );
  return rows.map(({ line }) => line);
}
