import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   what makes a body's decision lawful is checked where it is written, so that no code path can decide without a
 *        quorum, count somebody who withdrew, or decide one item twice.
 * Locks: an instant on decision for the foreign key; no old row names an item.
 * Undo:  drops the guards; decisions stay, without the item they were taken on being known.
 */
export class LawfulDecisions1790000000170 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(WHO_COUNTS);
    await runner.query(GUARDS);
    await runner.query(DECISIONS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER decision_by_body ON decision;
      DROP INDEX decision_one_an_item;
      DROP POLICY decision_not_to_withdrawn ON decision;
      DROP POLICY decision_add ON decision;
      DROP POLICY decision_decider_add ON decision_decider;
      ALTER TABLE decision DROP CONSTRAINT decision_meeting_item;
      ${OLD_POLICIES}
      DROP TRIGGER vote_is_lawful ON vote;
      DROP TRIGGER motion_is_lawful ON motion;
      DROP TRIGGER interest_stands ON interest;
      DROP TRIGGER agenda_item_stands ON agenda_item;
      DROP TRIGGER agenda_paper_stands ON agenda_paper;
      DROP FUNCTION decision_is_lawful, vote_is_lawful, motion_is_lawful, agenda_item_stands, agenda_paper_stands,
        interest_stands, item_quorate, item_presiding, item_counting, meeting_lock;
    `);
  }
}

/** Items on which the actor has declared a conflict. */
const WITHDRAWN = `(SELECT n.item_id FROM interest n JOIN body_member m ON m.id = n.member_id
      WHERE m.user_id = (SELECT actor_user()) AND n.conflicts)`;

/** Asked by guards below and by nobody else; the pages work it out from the same facts to say what is missing. */
const WHO_COUNTS = `
  -- Everything that happens in one meeting happens one after the other: a vote never falls between count and decision.
  CREATE FUNCTION meeting_lock(p_meeting uuid) RETURNS void LANGUAGE sql
    RETURN pg_advisory_xact_lock(hashtextextended('meeting:' || p_meeting::text, 0));

  -- Who is there, may vote, has no conflict, and sits for no party to the item.
  CREATE FUNCTION item_counting(p_item uuid)
  RETURNS TABLE (member_id uuid, user_id uuid, constituency text, organisation_id uuid, trust_id uuid, standing smallint)
  LANGUAGE sql STABLE AS $$
    SELECT m.id, m.user_id, m.constituency, m.organisation_id, m.trust_id,
      CASE WHEN m.office = 'CHAIR' THEN 1 WHEN m.office = 'VICE_CHAIR' THEN 2 WHEN principal.office = 'CHAIR' THEN 3
        ELSE 9 END::smallint
    FROM agenda_item i JOIN meeting g ON g.id = i.meeting_id
      JOIN attendance a ON a.meeting_id = g.id AND a.left_at IS NULL
      JOIN body_member m ON m.id = a.member_id AND g.held_on BETWEEN m.from_date AND m.to_date
      JOIN body_constituency c ON c.body_id = m.body_id AND c.code = m.constituency AND c.votes
      LEFT JOIN body_member principal ON principal.id = m.deputy_for
    WHERE i.id = p_item
      AND NOT EXISTS (SELECT FROM interest n WHERE n.item_id = i.id AND n.member_id = m.id AND n.conflicts)
      AND NOT EXISTS (SELECT FROM agenda_party p WHERE p.item_id = i.id AND p.organisation_id IN (m.organisation_id, m.trust_id))
      AND NOT EXISTS (SELECT FROM attendance p WHERE p.meeting_id = g.id AND p.member_id = m.deputy_for AND p.left_at IS NULL)
  $$;

  -- Chair, else vice-chair, else the chair's deputy: of those who count on this item.
  CREATE FUNCTION item_presiding(p_item uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT user_id FROM item_counting(p_item) WHERE standing < 9 ORDER BY standing, member_id LIMIT 1
  $$;

  CREATE FUNCTION item_quorate(p_item uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    WITH counting AS (SELECT * FROM item_counting(p_item)),
      rule AS (SELECT r.* FROM agenda_item i JOIN meeting g ON g.id = i.meeting_id
          JOIN body_rule r ON r.body_id = i.body_id AND r.from_date <= g.held_on
        WHERE i.id = p_item ORDER BY r.from_date DESC LIMIT 1)
    SELECT coalesce((SELECT
      (SELECT count(*) FROM counting) >= rule.least_counting
      AND NOT EXISTS (SELECT FROM jsonb_to_recordset(rule.parts) AS part (constituency text, least int)
        WHERE (SELECT count(DISTINCT coalesce(c.organisation_id, c.member_id)) FROM counting c
          WHERE c.constituency = part.constituency) < part.least)
      AND (rule.most_percent_of_one_trust IS NULL OR NOT EXISTS (
        SELECT FROM counting c WHERE c.trust_id IS NOT NULL GROUP BY c.trust_id
        HAVING count(*) * 100 > rule.most_percent_of_one_trust * (SELECT count(*) FROM counting)))
      FROM rule), false)
  $$;
`;

const refuse = (name: string, words: string): string =>
  `RAISE EXCEPTION '${words}' USING ERRCODE = 'check_violation', CONSTRAINT = '${name}';`;

const GUARDS = `
  CREATE FUNCTION vote_is_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    presiding uuid;
  BEGIN
    PERFORM meeting_lock(i.meeting_id) FROM agenda_item i WHERE i.id = NEW.item_id;
    IF NOT EXISTS (SELECT FROM motion m JOIN agenda_item i ON i.id = m.item_id JOIN meeting g ON g.id = i.meeting_id
        WHERE m.id = NEW.motion_id AND m.status = 'OPEN' AND g.status = 'OPEN' AND i.decided_at IS NULL) THEN
      ${refuse('vote_open', 'the motion is not open')}
    END IF;
    IF NOT EXISTS (SELECT FROM item_counting(NEW.item_id) c WHERE c.member_id = NEW.member_id) THEN
      ${refuse('vote_counts', 'this member does not count on the item')}
    END IF;
    presiding := item_presiding(NEW.item_id);
    IF NEW.recorded_by IS DISTINCT FROM actor_user() OR NOT EXISTS (SELECT FROM body_member m WHERE m.id = NEW.member_id
        AND (m.user_id = NEW.recorded_by OR presiding = NEW.recorded_by)) THEN
      ${refuse('vote_own', 'a vote is cast by the member, or noted by who presides')}
    END IF;
    IF NEW.casting AND (presiding IS DISTINCT FROM (SELECT user_id FROM body_member WHERE id = NEW.member_id)
        OR (SELECT count(*) FILTER (WHERE choice = 'FOR') - count(*) FILTER (WHERE choice = 'AGAINST') FROM vote
          WHERE motion_id = NEW.motion_id) <> 0) THEN
      ${refuse('vote_casting', 'only who presides casts, and only between equal votes')}
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER vote_is_lawful BEFORE INSERT ON vote FOR EACH ROW EXECUTE FUNCTION vote_is_lawful();

  CREATE FUNCTION motion_is_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    tally record;
  BEGIN
    PERFORM meeting_lock(i.meeting_id) FROM agenda_item i WHERE i.id = NEW.item_id;
    IF NOT EXISTS (SELECT FROM agenda_item i JOIN meeting g ON g.id = i.meeting_id WHERE i.id = NEW.item_id
        AND g.status = 'OPEN' AND i.decided_at IS NULL AND i.removed_at IS NULL) THEN
      ${refuse('motion_item_open', 'the item is not open')}
    END IF;
    IF TG_OP = 'UPDATE' AND (OLD.status <> 'OPEN' OR (OLD.outcome, OLD.reasons, OLD.conditions, OLD.item_id)
        IS DISTINCT FROM (NEW.outcome, NEW.reasons, NEW.conditions, NEW.item_id)) THEN
      ${refuse('motion_stands', 'a motion stands as it was put')}
    END IF;
    IF NEW.status = 'OPEN' THEN RETURN NEW; END IF;
    IF item_presiding(NEW.item_id) IS DISTINCT FROM actor_user() THEN
      ${refuse('motion_presiding', 'only who presides declares the result')}
    END IF;
    -- Somebody may have voted and then declared an interest or left: only who counts now is counted.
    SELECT count(*) FILTER (WHERE v.choice = 'FOR') AS yes, count(*) FILTER (WHERE v.choice = 'AGAINST') AS no INTO tally
      FROM vote v WHERE v.motion_id = NEW.id
        AND v.member_id IN (SELECT c.member_id FROM item_counting(NEW.item_id) c);
    IF NEW.status = 'CARRIED' AND ((NEW.method = 'VOTE' AND tally.yes <= tally.no) OR (NEW.method = 'CONSENSUS' AND tally.no > 0)) THEN
      ${refuse('motion_majority', 'the motion is not carried')}
    END IF;
    IF NEW.status = 'LOST' AND NEW.method = 'VOTE' AND tally.yes > tally.no THEN
      ${refuse('motion_majority_for', 'the motion is carried')}
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER motion_is_lawful BEFORE INSERT OR UPDATE ON motion FOR EACH ROW EXECUTE FUNCTION motion_is_lawful();

  CREATE FUNCTION interest_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM agenda_item i WHERE i.id = NEW.item_id AND i.decided_at IS NOT NULL) THEN
      ${refuse('interest_item_open', 'the item is decided')}
    END IF;
    IF TG_OP = 'UPDATE' AND ((OLD.item_id, OLD.member_id, OLD.nature, OLD.detail, OLD.declared_at, OLD.declared_by)
          IS DISTINCT FROM (NEW.item_id, NEW.member_id, NEW.nature, NEW.detail, NEW.declared_at, NEW.declared_by)
        OR OLD.conflicts AND NOT NEW.conflicts OR OLD.withdrew_at IS DISTINCT FROM NEW.withdrew_at AND OLD.withdrew_at IS NOT NULL) THEN
      ${refuse('interest_kept', 'a declared interest stands')}
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER interest_stands BEFORE INSERT OR UPDATE ON interest FOR EACH ROW EXECUTE FUNCTION interest_stands();

  CREATE FUNCTION agenda_item_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF OLD.decided_at IS NOT NULL OR OLD.removed_at IS NOT NULL OR (OLD.meeting_id, OLD.subject_type, OLD.subject_id)
        IS DISTINCT FROM (NEW.meeting_id, NEW.subject_type, NEW.subject_id) THEN
      ${refuse('agenda_item_kept', 'an item that has ended stands')}
    END IF;
    IF NEW.decided_at IS NOT NULL AND NOT EXISTS (SELECT FROM decision d WHERE d.meeting_item_id = NEW.id) THEN
      ${refuse('agenda_item_decided', 'an item is decided by a decision')}
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER agenda_item_stands BEFORE UPDATE ON agenda_item FOR EACH ROW EXECUTE FUNCTION agenda_item_stands();

  CREATE FUNCTION agenda_paper_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM agenda_item i JOIN meeting g ON g.id = i.meeting_id
        WHERE i.id = OLD.item_id AND (g.papers_sent_at IS NOT NULL OR g.status <> 'PLANNED')) THEN
      ${refuse('agenda_paper_kept', 'papers stand once they are sent')}
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER agenda_paper_stands BEFORE UPDATE ON agenda_paper FOR EACH ROW EXECUTE FUNCTION agenda_paper_stands();
`;

const DECISIONS = `
  ALTER TABLE decision
    ADD CONSTRAINT decision_meeting_item FOREIGN KEY (meeting_item_id) REFERENCES agenda_item (id);
  CREATE UNIQUE INDEX decision_one_an_item ON decision (meeting_item_id) WHERE meeting_item_id IS NOT NULL;

  CREATE FUNCTION decision_is_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    item agenda_item%ROWTYPE;
  BEGIN
    SELECT * INTO item FROM agenda_item i WHERE i.id = NEW.meeting_item_id AND i.authority_id = NEW.authority_id;
    IF NOT FOUND THEN
      ${refuse('decision_item', 'there is no such item')}
    END IF;
    PERFORM meeting_lock(item.meeting_id);
    IF NOT EXISTS (SELECT FROM agenda_item i JOIN meeting g ON g.id = i.meeting_id
        WHERE i.id = item.id AND g.status = 'OPEN' AND i.removed_at IS NULL) THEN
      ${refuse('decision_meeting_open', 'the meeting is not open')}
    END IF;
    IF item_presiding(item.id) IS DISTINCT FROM NEW.decided_by OR NEW.decided_by IS NULL THEN
      ${refuse('decision_presiding', 'only who presides declares the decision')}
    END IF;
    IF EXISTS (SELECT FROM interest n JOIN attendance a ON a.member_id = n.member_id AND a.meeting_id = item.meeting_id
        AND a.left_at IS NULL WHERE n.item_id = item.id AND n.conflicts AND n.withdrew_at IS NULL) THEN
      ${refuse('decision_conflict_in_room', 'a member with a conflict has not withdrawn')}
    END IF;
    IF NOT item_quorate(item.id) THEN
      ${refuse('decision_quorum', 'there is no quorum')}
    END IF;
    IF NOT EXISTS (SELECT FROM motion m WHERE m.item_id = item.id AND m.status = 'CARRIED' AND m.outcome = NEW.outcome
        AND m.reasons = NEW.reasons) THEN
      ${refuse('decision_motion', 'no motion with this outcome is carried')}
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER decision_by_body BEFORE INSERT ON decision FOR EACH ROW WHEN (NEW.meeting_item_id IS NOT NULL)
    EXECUTE FUNCTION decision_is_lawful();

  CREATE POLICY decision_not_to_withdrawn ON decision AS RESTRICTIVE FOR SELECT USING (
    meeting_item_id IS NULL OR meeting_item_id NOT IN ${WITHDRAWN});
  DROP POLICY decision_add ON decision;
  CREATE POLICY decision_add ON decision FOR INSERT
    WITH CHECK (authority_id = actor_authority() AND decided_by IS NOT DISTINCT FROM actor_user()
      AND ((meeting_item_id IS NULL
          AND (actor_may('decision.make') OR (kind <> 'PLACEMENT' AND actor_may('framework.manage'))))
        OR meeting_item_id IN (SELECT id FROM agenda_item)));
  DROP POLICY decision_decider_add ON decision_decider;
  CREATE POLICY decision_decider_add ON decision_decider FOR INSERT
    WITH CHECK (authority_id = actor_authority() AND (actor_may('decision.make') OR actor_may('framework.manage')
      OR decision_id IN (SELECT id FROM decision WHERE decided_by = actor_user() AND meeting_item_id IS NOT NULL)));
`;

const OLD_POLICIES = `
  CREATE POLICY decision_add ON decision FOR INSERT
    WITH CHECK (authority_id = actor_authority() AND decided_by IS NOT DISTINCT FROM actor_user()
      AND (actor_may('decision.make') OR (kind <> 'PLACEMENT' AND actor_may('framework.manage'))));
  CREATE POLICY decision_decider_add ON decision_decider FOR INSERT
    WITH CHECK (authority_id = actor_authority() AND (actor_may('decision.make') OR actor_may('framework.manage')));
`;
