import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   what a meeting agrees that somebody does is kept with who and by when, shown on the next meeting until it is done, and
 *        settled once with a note.
 * Locks: none, the table is new.
 * Undo:  drops the actions.
 */
export class ActionsOfAMeeting1790000000342 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE meeting_action (
        id uuid NOT NULL,
        meeting_id uuid NOT NULL,
        body_id uuid NOT NULL,
        authority_id uuid NOT NULL,
        kind text NOT NULL,
        item_id uuid,
        what text NOT NULL,
        member_id uuid,
        owner_name text,
        due_on date NOT NULL,
        agreed_at timestamptz NOT NULL,
        agreed_by uuid,
        outcome text,
        note text,
        settled_at timestamptz,
        settled_by uuid,
        CONSTRAINT meeting_action_pk PRIMARY KEY (id),
        CONSTRAINT meeting_action_meeting FOREIGN KEY (meeting_id, body_id, authority_id, kind)
          REFERENCES meeting (id, body_id, authority_id, kind),
        CONSTRAINT meeting_action_item FOREIGN KEY (item_id, body_id, authority_id, kind)
          REFERENCES agenda_item (id, body_id, authority_id, kind),
        CONSTRAINT meeting_action_member FOREIGN KEY (member_id, body_id) REFERENCES body_member (id, body_id),
        CONSTRAINT meeting_action_what CHECK (length(btrim(what)) > 0),
        CONSTRAINT meeting_action_owner CHECK (num_nonnulls(member_id, owner_name) = 1),
        CONSTRAINT meeting_action_outcome CHECK (outcome IN ('DONE', 'NOT_DONE')),
        CONSTRAINT meeting_action_settled CHECK (num_nonnulls(outcome, note, settled_at) IN (0, 3))
      );
      COMMENT ON TABLE meeting_action IS 'What a meeting agreed that somebody does, by when, and what became of it. The words name no child.';
      CREATE INDEX meeting_action_open ON meeting_action (body_id, due_on, id) WHERE settled_at IS NULL;
      CREATE INDEX meeting_action_of_meeting ON meeting_action (meeting_id, agreed_at);

      CREATE FUNCTION meeting_action_agreed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NOT EXISTS (SELECT FROM meeting g WHERE g.id = NEW.meeting_id AND g.status IN ('OPEN', 'CLOSED')) THEN
          RAISE EXCEPTION 'nothing is agreed before a meeting' USING ERRCODE = 'check_violation', CONSTRAINT = 'meeting_action_agreed';
        END IF;
        IF NEW.item_id IS NOT NULL AND NOT EXISTS (SELECT FROM agenda_item i WHERE i.id = NEW.item_id
            AND i.meeting_id = NEW.meeting_id) THEN
          RAISE EXCEPTION 'an item of another meeting' USING ERRCODE = 'check_violation', CONSTRAINT = 'meeting_action_own_item';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER meeting_action_agreed BEFORE INSERT ON meeting_action FOR EACH ROW EXECUTE FUNCTION meeting_action_agreed();
      CREATE FUNCTION meeting_action_stands() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.settled_at IS NOT NULL OR (OLD.meeting_id, OLD.item_id, OLD.what, OLD.member_id, OLD.owner_name, OLD.due_on, OLD.agreed_at)
            IS DISTINCT FROM (NEW.meeting_id, NEW.item_id, NEW.what, NEW.member_id, NEW.owner_name, NEW.due_on, NEW.agreed_at) THEN
          RAISE EXCEPTION 'what was agreed stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'meeting_action_stands';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER meeting_action_stands BEFORE UPDATE ON meeting_action FOR EACH ROW EXECUTE FUNCTION meeting_action_stands();

      ALTER TABLE meeting_action ENABLE ROW LEVEL SECURITY; ALTER TABLE meeting_action FORCE ROW LEVEL SECURITY;
      CREATE POLICY meeting_action_read ON meeting_action FOR SELECT USING (${IN_THE_ROOM});
      -- Kept by who prepares the meeting and by its members; a rule of the code says who of them may do what.
      CREATE POLICY meeting_action_add ON meeting_action FOR INSERT WITH CHECK (${SITS} AND ${IN_THE_ROOM});
      CREATE POLICY meeting_action_change ON meeting_action FOR UPDATE USING (${SITS} AND ${IN_THE_ROOM});
      CREATE POLICY meeting_action_not_to_withdrawn ON meeting_action AS RESTRICTIVE USING (item_id IS NULL OR item_id NOT IN
        (SELECT n.item_id FROM interest n JOIN body_member m ON m.id = n.member_id
          WHERE m.user_id = (SELECT actor_user()) AND n.conflicts));
      REVOKE DELETE, TRUNCATE ON meeting_action FROM placeway_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE meeting_action; DROP FUNCTION meeting_action_agreed, meeting_action_stands`);
  }
}

const SITS = `authority_id = (SELECT actor_authority()) AND (actor_may(lower(kind) || '.manage')
    OR actor_may(lower(kind) || '.sit'))`;
const IN_THE_ROOM = 'body_id IN (SELECT id FROM body)';
