import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a school keeps its own list of pupils it worries about, with why and when it looks again. It is that school's alone: no
 *        other organisation reads it, the authority neither, and no program or machine puts anybody on it.
 * Locks: none, the table is new.
 * Undo:  drops the lists.
 */
export class ListsOfSchools1790000000422 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE worry (
        id uuid NOT NULL,
        authority_id uuid NOT NULL,
        school_organisation_id uuid NOT NULL,
        name text NOT NULL,
        upn text,
        why text NOT NULL,
        look_on date NOT NULL,
        added_at timestamptz NOT NULL,
        added_by uuid NOT NULL,
        request_id uuid,
        referral_id uuid,
        CONSTRAINT worry_pk PRIMARY KEY (id),
        CONSTRAINT worry_school FOREIGN KEY (school_organisation_id) REFERENCES organisation (id),
        CONSTRAINT worry_request FOREIGN KEY (request_id) REFERENCES support_request (id),
        CONSTRAINT worry_referral FOREIGN KEY (referral_id) REFERENCES referral (id) ON DELETE SET NULL,
        CONSTRAINT worry_name_once UNIQUE (school_organisation_id, name),
        CONSTRAINT worry_words CHECK (length(name) BETWEEN 1 AND 100 AND length(why) BETWEEN 1 AND 1000 AND length(upn) = 13)
      );
      COMMENT ON TABLE worry IS 'A pupil whom a school itself worries about, under a name of its own. Read by that school alone; taken off, it is gone.';
      CREATE INDEX worry_of_school ON worry (school_organisation_id, look_on, id);
      CREATE INDEX worry_request_index ON worry (request_id);
      CREATE INDEX worry_referral_index ON worry (referral_id);

      ALTER TABLE worry ENABLE ROW LEVEL SECURITY; ALTER TABLE worry FORCE ROW LEVEL SECURITY;
      CREATE POLICY worry_own ON worry USING (${OWN}) WITH CHECK (${OWN} AND authority_id = (SELECT actor_authority()));
      REVOKE UPDATE, TRUNCATE ON worry FROM placeway_app;
      GRANT UPDATE (why, look_on, request_id, referral_id) ON worry TO placeway_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE worry`);
  }
}

/** A person of the school: a machine that acts for it, and a service, find the list empty and add nobody. */
const OWN = `school_organisation_id = (SELECT actor_organisation()) AND (SELECT actor_kind()) = 'person'
        AND (SELECT actor_may('worry.keep'))`;
