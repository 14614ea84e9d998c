import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a placement is extended, taught on other half days or at another site, paused and taken up again: asked for by one
 *        side, agreed by those it binds, once. Its terms are never altered, one waits at a time, and nothing changes a
 *        placement that is over. A raised commitment names the change that raised it, and what the roll said before it stays.
 * Locks: an instant on commitment and placement_registration.
 * Undo:  drops the changes; fails where one raised a commitment, or replaced what the roll said.
 */
export class ChangesOfPlacements1790000000391 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CHANGES);
    await runner.query(SECURITY);
    await runner.query(`
      ALTER TABLE commitment ADD COLUMN change_id uuid,
        ADD CONSTRAINT commitment_change FOREIGN KEY (change_id) REFERENCES placement_change (id),
        DROP CONSTRAINT commitment_once, ADD CONSTRAINT commitment_once UNIQUE NULLS NOT DISTINCT
          (placement_id, payer, school_organisation_id, footing, fund, financial_year, change_id);
      COMMENT ON COLUMN commitment.change_id IS 'The change that raised what was promised by so much; null for what was promised first.';
      ALTER TABLE placement_registration ADD COLUMN replaced_by uuid,
        ADD CONSTRAINT placement_registration_replaced FOREIGN KEY (replaced_by) REFERENCES placement_change (id);
      COMMENT ON COLUMN placement_registration.replaced_by IS 'The change after which it did not come to be.';
      ALTER TABLE placement_component ADD COLUMN change_id uuid,
        ADD CONSTRAINT placement_component_change FOREIGN KEY (change_id) REFERENCES placement_change (id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE placement_component DROP COLUMN change_id;
      ALTER TABLE placement_registration DROP COLUMN replaced_by;
      ALTER TABLE commitment DROP CONSTRAINT commitment_once, DROP COLUMN change_id, ADD CONSTRAINT commitment_once
        UNIQUE NULLS NOT DISTINCT (placement_id, payer, school_organisation_id, footing, fund, financial_year);
      DROP TABLE placement_change_cost, placement_change_answer, placement_change;
      DROP FUNCTION placement_change_guard();
    `);
  }
}

const CHANGES = `
  CREATE TABLE placement_change (
    id uuid NOT NULL,
    placement_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    kind text NOT NULL,
    status text NOT NULL,
    from_date date NOT NULL,
    ends_on date,
    resumes_on date,
    replaced_pattern_id uuid,
    pattern_id uuid,
    reason text NOT NULL,
    note text,
    asked_by_party text NOT NULL,
    asked_by_organisation_id uuid NOT NULL,
    asked_by uuid,
    asked_at timestamptz NOT NULL,
    settled_at timestamptz,
    settled_by uuid,
    CONSTRAINT placement_change_pk PRIMARY KEY (id),
    CONSTRAINT placement_change_placement FOREIGN KEY (placement_id) REFERENCES placement (id),
    CONSTRAINT placement_change_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT placement_change_asker FOREIGN KEY (asked_by_organisation_id) REFERENCES organisation (id),
    CONSTRAINT placement_change_pattern FOREIGN KEY (pattern_id) REFERENCES opening_pattern (id),
    CONSTRAINT placement_change_replaced FOREIGN KEY (replaced_pattern_id) REFERENCES opening_pattern (id),
    CONSTRAINT placement_change_kind CHECK (kind IN ('EXTEND', 'WEEK', 'PAUSE', 'RESUME')),
    CONSTRAINT placement_change_status CHECK (status IN ('ASKED', 'AGREED', 'REFUSED', 'WITHDRAWN', 'OVERTAKEN')),
    CONSTRAINT placement_change_party CHECK (asked_by_party IN ('SCHOOL', 'PROVIDER', 'AUTHORITY')),
    CONSTRAINT placement_change_settled CHECK ((status = 'ASKED') = (settled_at IS NULL)),
    CONSTRAINT placement_change_ends CHECK ((kind = 'EXTEND') = (ends_on IS NOT NULL) AND ends_on >= from_date),
    CONSTRAINT placement_change_resumes CHECK ((kind = 'PAUSE') = (resumes_on IS NOT NULL) AND resumes_on > from_date
      AND extract(isodow FROM resumes_on) = 1),
    CONSTRAINT placement_change_week CHECK ((kind = 'WEEK') = (pattern_id IS NOT NULL)
      AND (kind = 'WEEK') = (replaced_pattern_id IS NOT NULL) AND pattern_id <> replaced_pattern_id),
    CONSTRAINT placement_change_monday CHECK (kind = 'EXTEND' OR extract(isodow FROM from_date) = 1),
    CONSTRAINT placement_change_note CHECK (length(note) BETWEEN 1 AND 1000 AND (reason <> 'OTHER' OR note IS NOT NULL))
  );
  COMMENT ON TABLE placement_change IS 'A dated change of a placement: what is asked for, by whom, why, and what became of it. Nothing here describes the child.';
  CREATE UNIQUE INDEX placement_change_one_asked ON placement_change (placement_id) WHERE status = 'ASKED';
  CREATE INDEX placement_change_by_placement ON placement_change (placement_id, asked_at);
  CREATE INDEX placement_change_asked ON placement_change (authority_id, from_date) WHERE status = 'ASKED';

  CREATE TABLE placement_change_answer (
    change_id uuid NOT NULL,
    placement_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    party text NOT NULL,
    organisation_id uuid NOT NULL,
    answer text NOT NULL,
    note text,
    answered_at timestamptz,
    answered_by uuid,
    CONSTRAINT placement_change_answer_pk PRIMARY KEY (change_id, organisation_id),
    CONSTRAINT placement_change_answer_change FOREIGN KEY (change_id) REFERENCES placement_change (id),
    CONSTRAINT placement_change_answer_placement FOREIGN KEY (placement_id) REFERENCES placement (id),
    CONSTRAINT placement_change_answer_party CHECK (party IN ('SCHOOL', 'PROVIDER', 'AUTHORITY')),
    CONSTRAINT placement_change_answer_of FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT placement_change_answer_answer CHECK (answer IN ('WAITING', 'AGREED', 'REFUSED')),
    CONSTRAINT placement_change_answer_given CHECK ((answer = 'WAITING') = (answered_at IS NULL)),
    CONSTRAINT placement_change_answer_note CHECK (length(note) BETWEEN 1 AND 1000 AND (answer <> 'REFUSED' OR note IS NOT NULL))
  );
  COMMENT ON TABLE placement_change_answer IS 'Those whom a change binds, and what each said of it.';
  CREATE INDEX placement_change_answer_waiting ON placement_change_answer (organisation_id) WHERE answer = 'WAITING';

  CREATE TABLE placement_change_cost (
    change_id uuid NOT NULL,
    placement_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    before_pence bigint NOT NULL,
    after_pence bigint NOT NULL,
    CONSTRAINT placement_change_cost_pk PRIMARY KEY (change_id),
    CONSTRAINT placement_change_cost_change FOREIGN KEY (change_id) REFERENCES placement_change (id),
    CONSTRAINT placement_change_cost_placement FOREIGN KEY (placement_id) REFERENCES placement (id),
    CONSTRAINT placement_change_cost_pence CHECK (before_pence >= 0 AND after_pence >= 0)
  );
  COMMENT ON TABLE placement_change_cost IS 'What the placement costs before and after a change, net of VAT: as worked out when asked, and again when agreed.';

  CREATE FUNCTION placement_change_guard() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'UPDATE' AND OLD.status <> 'ASKED' THEN
      RAISE EXCEPTION 'a change is settled once' USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_change_once';
    END IF;
    -- The lock makes whoever ends the placement wait, or this one see that it is over.
    PERFORM FROM placement p WHERE p.id = NEW.placement_id AND p.authority_id = NEW.authority_id
      AND p.status IN ('AGREED', 'ACTIVE') FOR NO KEY UPDATE;
    IF NOT FOUND AND NEW.status IN ('ASKED', 'AGREED') THEN
      RAISE EXCEPTION 'the placement is over' USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_change_live';
    END IF;
    IF NEW.status = 'AGREED' AND EXISTS (SELECT FROM placement_change_answer a WHERE a.change_id = NEW.id
        AND a.answer <> 'AGREED') THEN
      RAISE EXCEPTION 'somebody has not agreed' USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_change_answered';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER placement_change_guard BEFORE INSERT OR UPDATE ON placement_change
    FOR EACH ROW EXECUTE FUNCTION placement_change_guard();
`;

const writes = `(authority_id = (SELECT actor_authority()) AND (SELECT actor_may('decision.make') OR actor_may('placement.answer')
  OR actor_may('placement.end')))`;
const ofPlacement = 'placement_id IN (SELECT id FROM placement)';

/** Who sees the placement sees its changes; what they cost only those who see its money. */
const secured = (table: string, read: string, changed: string): string => `
  ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
  CREATE POLICY ${table}_read ON ${table} FOR SELECT USING (${read});
  CREATE POLICY ${table}_add ON ${table} FOR INSERT WITH CHECK ${writes};
  CREATE POLICY ${table}_change ON ${table} FOR UPDATE USING ${writes};
  REVOKE UPDATE, DELETE, TRUNCATE ON ${table} FROM placeway_app;
  GRANT UPDATE (${changed}) ON ${table} TO placeway_app;
`;

const SECURITY = [
  secured('placement_change', ofPlacement, 'status, settled_at, settled_by'),
  secured('placement_change_answer', ofPlacement, 'answer, note, answered_at, answered_by'),
  secured(
    'placement_change_cost',
    `(authority_id = (SELECT actor_authority()) AND (SELECT actor_may('money.authority')))
      OR placement_id IN (SELECT id FROM placement WHERE school_organisation_id = (SELECT actor_organisation())
        AND (SELECT actor_may('placement.read')))`,
    'before_pence, after_pence',
  ),
].join('');
