import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   specialists support pupils short of a place. A team has what it does, who employs it, where it works, from when to when,
 *        and how strong it is from a day on: staff in hundredths of full time, and pupils for each of full time. Their product
 *        is what the team takes in a week, a counter that no grant passes however many people grant at once.
 * Locks: none, the tables are new.
 * Undo:  drops the teams and their counters.
 */
export class TeamsOfSpecialists1790000000420 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(GUARDS);
    await runner.query(SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION actor_support_teams(boolean), support_offered(uuid, date);
      DROP TABLE support_week, support_team_member, support_team_place, support_team_strength, support_team;
      DROP FUNCTION support_week_guard(), support_strength_changes(), support_team_ends();
    `);
  }
}

const TABLES = `
  CREATE TABLE support_team (
    id uuid NOT NULL,
    authority_id uuid NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    employer_organisation_id uuid NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    kept_at timestamptz NOT NULL,
    kept_by uuid,
    CONSTRAINT support_team_pk PRIMARY KEY (id),
    CONSTRAINT support_team_of UNIQUE (id, authority_id),
    CONSTRAINT support_team_name_once UNIQUE (authority_id, name),
    CONSTRAINT support_team_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT support_team_employer FOREIGN KEY (employer_organisation_id) REFERENCES organisation (id),
    CONSTRAINT support_team_name CHECK (length(name) BETWEEN 1 AND 120),
    CONSTRAINT support_team_kind CHECK (kind IN ('SPEECH_AND_LANGUAGE', 'YOUTH_WORK', 'RESTORATIVE_PRACTICE', 'YOUTH_JUSTICE',
      'MENTAL_HEALTH', 'OUTREACH', 'MENTOR', 'BOUGHT_SPECIALIST')),
    CONSTRAINT support_team_period CHECK (ends_on >= starts_on)
  );
  COMMENT ON TABLE support_team IS 'Specialists of one kind who support pupils short of a place, for an authority, from a day to a day.';

  CREATE TABLE support_team_strength (
    team_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    from_date date NOT NULL,
    fte_hundredths integer NOT NULL,
    caseload_per_fte integer NOT NULL,
    set_at timestamptz NOT NULL,
    set_by uuid,
    CONSTRAINT support_team_strength_pk PRIMARY KEY (team_id, from_date),
    CONSTRAINT support_team_strength_team FOREIGN KEY (team_id, authority_id) REFERENCES support_team (id, authority_id),
    CONSTRAINT support_team_strength_fte CHECK (fte_hundredths BETWEEN 0 AND 10000),
    CONSTRAINT support_team_strength_caseload CHECK (caseload_per_fte BETWEEN 0 AND 100)
  );
  COMMENT ON TABLE support_team_strength IS 'How strong a team is from a day on, until the next. Hundredths of full time, times pupils for each of full time, is what it takes, in hundredths of a pupil.';

  CREATE TABLE support_team_place (
    id uuid NOT NULL,
    team_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    site_id uuid,
    school_organisation_id uuid,
    CONSTRAINT support_team_place_pk PRIMARY KEY (id),
    CONSTRAINT support_team_place_team FOREIGN KEY (team_id, authority_id) REFERENCES support_team (id, authority_id),
    CONSTRAINT support_team_place_site FOREIGN KEY (site_id) REFERENCES site (id),
    CONSTRAINT support_team_place_school FOREIGN KEY (school_organisation_id) REFERENCES organisation (id),
    CONSTRAINT support_team_place_one CHECK (num_nonnulls(site_id, school_organisation_id) = 1),
    CONSTRAINT support_team_place_once UNIQUE NULLS NOT DISTINCT (team_id, site_id, school_organisation_id)
  );
  COMMENT ON TABLE support_team_place IS 'Where a team works: a site of alternative provision, or a school. A team without schools works for every school.';

  CREATE TABLE support_team_member (
    id uuid NOT NULL,
    team_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    user_id uuid NOT NULL,
    leads boolean NOT NULL,
    from_date date NOT NULL,
    until_date date,
    CONSTRAINT support_team_member_pk PRIMARY KEY (id),
    CONSTRAINT support_team_member_team FOREIGN KEY (team_id, authority_id) REFERENCES support_team (id, authority_id),
    CONSTRAINT support_team_member_user FOREIGN KEY (user_id) REFERENCES app_user (id),
    CONSTRAINT support_team_member_period CHECK (until_date >= from_date)
  );
  COMMENT ON TABLE support_team_member IS 'Who is in a team and opens what is asked of it; who leads it answers too.';
  CREATE UNIQUE INDEX support_team_member_once ON support_team_member (team_id, user_id) WHERE until_date IS NULL;
  CREATE INDEX support_team_member_user_index ON support_team_member (user_id);

  CREATE TABLE support_week (
    team_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    week date NOT NULL,
    offered integer NOT NULL,
    taken integer NOT NULL,
    CONSTRAINT support_week_pk PRIMARY KEY (team_id, week),
    CONSTRAINT support_week_team FOREIGN KEY (team_id, authority_id) REFERENCES support_team (id, authority_id),
    CONSTRAINT support_week_monday CHECK (extract(isodow FROM week) = 1),
    CONSTRAINT support_week_taken CHECK (taken >= 0 AND offered >= 0)
  );
  COMMENT ON TABLE support_week IS 'The counter of a team in the week that begins on a Monday, in hundredths of a pupil: what it offers, and what cycles take.';
`;

const GUARDS = `
  CREATE FUNCTION support_offered(p_team uuid, p_week date) RETURNS integer LANGUAGE sql STABLE
  RETURN coalesce((SELECT s.fte_hundredths * s.caseload_per_fte FROM support_team_strength s JOIN support_team t ON t.id = s.team_id
    WHERE s.team_id = p_team AND s.from_date <= p_week + 4 AND t.starts_on <= p_week + 4
      AND (t.ends_on IS NULL OR t.ends_on >= p_week) ORDER BY s.from_date DESC LIMIT 1), 0);

  -- What is offered is worked out here and never said. A team that becomes weaker keeps those whom it has, and takes nobody more.
  CREATE FUNCTION support_week_guard() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'INSERT' THEN
      PERFORM FROM support_team t WHERE t.id = NEW.team_id FOR UPDATE;
    END IF;
    NEW.offered := support_offered(NEW.team_id, NEW.week);
    IF NEW.taken > NEW.offered AND (TG_OP = 'INSERT' AND NEW.taken > 0 OR TG_OP = 'UPDATE' AND NEW.taken > OLD.taken) THEN
      RAISE EXCEPTION 'the team is full' USING ERRCODE = 'check_violation', CONSTRAINT = 'support_week_full';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER support_week_guard BEFORE INSERT OR UPDATE ON support_week FOR EACH ROW EXECUTE FUNCTION support_week_guard();

  CREATE FUNCTION support_strength_changes() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM FROM support_team t WHERE t.id = NEW.team_id FOR UPDATE;
    UPDATE support_week w SET taken = w.taken WHERE w.team_id = NEW.team_id AND w.week + 4 >= NEW.from_date;
    RETURN NEW;
  END $$;
  CREATE TRIGGER support_strength_changes AFTER INSERT ON support_team_strength
    FOR EACH ROW EXECUTE FUNCTION support_strength_changes();

  CREATE FUNCTION support_team_ends() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    UPDATE support_week w SET taken = w.taken WHERE w.team_id = NEW.id;
    RETURN NEW;
  END $$;
  CREATE TRIGGER support_team_ends AFTER UPDATE OF ends_on ON support_team FOR EACH ROW EXECUTE FUNCTION support_team_ends();
`;

const HERE = 'authority_id = (SELECT actor_authority())';
const KEEPS = `${HERE} AND (SELECT actor_may('support.manage'))`;
const GRANTS = `${HERE} AND (SELECT actor_may('support.manage') OR actor_may('support.answer'))`;

/** Whoever works in the authority reads which teams there are: names of organisations and figures, nothing of a child. */
const kept = (table: string): string => `
  ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
  CREATE POLICY ${table}_read ON ${table} FOR SELECT USING (${HERE});
  REVOKE UPDATE, DELETE, TRUNCATE ON ${table} FROM placeway_app;
`;

const SECURITY = `
  ${['support_team', 'support_team_strength', 'support_team_place', 'support_team_member', 'support_week'].map(kept).join('')}
  CREATE POLICY support_team_add ON support_team FOR INSERT WITH CHECK (${KEEPS});
  -- Whoever grants takes the lock of a team, and changes nothing of it.
  CREATE POLICY support_team_change ON support_team FOR UPDATE USING (${GRANTS}) WITH CHECK (${KEEPS});
  GRANT UPDATE (ends_on) ON support_team TO placeway_app;
  CREATE POLICY support_team_strength_add ON support_team_strength FOR INSERT WITH CHECK (${KEEPS});
  CREATE POLICY support_team_place_add ON support_team_place FOR INSERT WITH CHECK (${KEEPS});
  CREATE POLICY support_team_place_remove ON support_team_place FOR DELETE USING (${KEEPS});
  GRANT DELETE ON support_team_place TO placeway_app;
  CREATE POLICY support_team_member_add ON support_team_member FOR INSERT WITH CHECK (${KEEPS});
  CREATE POLICY support_team_member_leave ON support_team_member FOR UPDATE USING (${KEEPS});
  GRANT UPDATE (until_date) ON support_team_member TO placeway_app;
  CREATE POLICY support_week_add ON support_week FOR INSERT WITH CHECK (${GRANTS});
  CREATE POLICY support_week_change ON support_week FOR UPDATE USING (${GRANTS});
  GRANT UPDATE (taken) ON support_week TO placeway_app;

  CREATE FUNCTION actor_support_teams(p_leading boolean) RETURNS SETOF uuid LANGUAGE sql STABLE
  BEGIN ATOMIC
    SELECT m.team_id FROM support_team_member m
    WHERE m.user_id = actor_user() AND m.authority_id = actor_authority() AND actor_may('support.answer')
      AND (m.leads OR NOT p_leading) AND m.from_date <= actor_today() AND (m.until_date IS NULL OR m.until_date >= actor_today());
  END;
`;
