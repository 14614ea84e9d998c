const HERE = 'authority_id = (SELECT actor_authority())';
const may = (permission: string): string => `(SELECT actor_may('${permission}'))`;
const OWN = `(school_organisation_id = (SELECT actor_organisation()) AND ${may('support.ask')})`;
const WHOLE = `(${HERE} AND ${may('support.authority')})`;
const TEND = `(SELECT actor_kind()) = 'service' AND ${may('support.tend')}`;

/** The school that asked, the authority’s people for support, and the team that it was put to; nobody else. */
const seenBy = (team: string): string => `${OWN} OR ${WHOLE} OR ${team}`;
const OF_TEAM = `(${HERE} AND team_id IN (SELECT actor_support_teams(false)))`;
const OF_REQUEST = 'request_id IN (SELECT id FROM support_request)';
const OF_CYCLE = 'cycle_id IN (SELECT id FROM support_cycle)';
const OF_FORM = 'form_id IN (SELECT id FROM support_form)';
const DOES = `${HERE} AND ${may('support.answer')}`;
const SAYS = `${HERE} AND (${may('support.answer')} OR ${may('support.ask')})`;

const guarded = (table: string, read: string, add: string): string => `
  ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
  CREATE POLICY ${table}_read ON ${table} FOR SELECT USING (${read});
  CREATE POLICY ${table}_add ON ${table} FOR INSERT WITH CHECK (${add});
  REVOKE UPDATE, DELETE, TRUNCATE ON ${table} FROM placeway_app;`;

export const SUPPORT_SECURITY = `
  ${guarded(
    'support_request',
    seenBy(OF_TEAM),
    `${HERE} AND (origin = 'SCHOOL' AND status = 'ASKED' AND ${OWN} OR origin = 'PANEL' AND ${may('support.authority')})`,
  )}
  CREATE POLICY support_request_change ON support_request FOR UPDATE USING (${seenBy(OF_TEAM)} OR (${HERE} AND ${TEND}))
    WITH CHECK (${HERE});
  GRANT UPDATE (status, team_id, waiting_since, answer, answered_at, answered_by, referral_id, reminded_at, overdue_told_at)
    ON support_request TO placeway_app;
  CREATE POLICY support_request_tend ON support_request FOR SELECT USING (${HERE} AND ${TEND});
  -- How many wait is for whoever keeps teams, who reads no request; who they are is not.
  CREATE POLICY support_request_lookup ON support_request FOR SELECT TO CURRENT_USER USING (status = 'WAITING');
  CREATE FUNCTION support_waiting(p_team uuid) RETURNS integer
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*)::integer FROM support_request r
    WHERE r.team_id = p_team AND r.authority_id = actor_authority() AND r.status = 'WAITING'
  $$;
  REVOKE ALL ON FUNCTION support_waiting(uuid) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION support_waiting(uuid) TO placeway_app;
  ${guarded(
    'support_request_pupil',
    `${OWN} OR (${WHOLE} AND ${may('identity.authority')}) OR (${HERE} AND ${OF_REQUEST} AND ${may('support.answer')})`,
    `${HERE} AND ${OF_REQUEST} AND (${may('support.ask')} OR ${may('support.authority')})`,
  )}
  ${guarded(
    'support_cycle',
    seenBy(OF_TEAM),
    `${DOES} AND ${OF_REQUEST} AND (${may('support.authority')} OR team_id IN (SELECT actor_support_teams(true)))`,
  )}
  CREATE POLICY support_cycle_change ON support_cycle FOR UPDATE
    USING (${DOES} AND (${may('support.authority')} OR team_id IN (SELECT actor_support_teams(true))));
  GRANT UPDATE (status, review_on, decided, reasons, ended_on, ended_at, ended_by) ON support_cycle TO placeway_app;
  ${guarded('support_contact', OF_CYCLE, `${DOES} AND ${OF_CYCLE}`)}
  ${guarded('support_form', OF_CYCLE, `${SAYS} AND ${OF_CYCLE}`)}
  ${guarded('support_form_answer', OF_FORM, `${SAYS} AND ${OF_FORM}`)}
  ALTER TABLE support_watch ENABLE ROW LEVEL SECURITY; ALTER TABLE support_watch FORCE ROW LEVEL SECURITY;
  CREATE POLICY support_watch_tend ON support_watch USING (${TEND});
  REVOKE DELETE, TRUNCATE ON support_watch FROM placeway_app;
`;
