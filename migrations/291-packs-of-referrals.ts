import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a school may not enter the panel's room, and must know when its pupil is before the panel, and whether the
 *        papers have gone out: from then on it sees the options that a policy may hold back until then.
 * Locks: none, the table is new.
 * Undo:  drops the table; the agenda still says on which meetings a referral was.
 */
export class PacksOfReferrals1790000000291 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE referral_pack (
        item_id uuid NOT NULL,
        referral_id uuid NOT NULL,
        authority_id uuid NOT NULL,
        school_organisation_id uuid NOT NULL,
        meeting_id uuid NOT NULL,
        held_on date NOT NULL,
        put_at timestamptz NOT NULL,
        frozen_at timestamptz,
        dropped_at timestamptz,
        CONSTRAINT referral_pack_pk PRIMARY KEY (item_id),
        CONSTRAINT referral_pack_item FOREIGN KEY (item_id) REFERENCES agenda_item (id),
        CONSTRAINT referral_pack_referral FOREIGN KEY (referral_id, school_organisation_id)
          REFERENCES referral (id, school_organisation_id),
        CONSTRAINT referral_pack_meeting FOREIGN KEY (meeting_id) REFERENCES meeting (id)
      );
      COMMENT ON TABLE referral_pack IS 'A referral''s papers for one meeting of a panel, as its school may know of them. Frozen once papers are sent.';
      CREATE INDEX referral_pack_of_referral ON referral_pack (referral_id, put_at);
      CREATE INDEX referral_pack_of_meeting ON referral_pack (meeting_id);

      CREATE FUNCTION referral_pack_stands() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.frozen_at IS NOT NULL AND OLD.frozen_at IS DISTINCT FROM NEW.frozen_at THEN
          RAISE EXCEPTION 'a frozen pack stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'referral_pack_kept';
        END IF;
        -- Nothing is released to a school before the papers have gone out, whatever the code does.
        IF NEW.frozen_at IS NOT NULL AND NOT EXISTS (SELECT FROM meeting g WHERE g.id = NEW.meeting_id
            AND (g.papers_sent_at IS NOT NULL OR g.status <> 'PLANNED')) THEN
          RAISE EXCEPTION 'the papers have not been sent' USING ERRCODE = 'check_violation', CONSTRAINT = 'referral_pack_sent';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER referral_pack_stands BEFORE UPDATE ON referral_pack FOR EACH ROW
        EXECUTE FUNCTION referral_pack_stands();
      CREATE TRIGGER referral_pack_begins BEFORE INSERT ON referral_pack FOR EACH ROW WHEN (NEW.frozen_at IS NOT NULL)
        EXECUTE FUNCTION referral_pack_stands();

      ALTER TABLE referral_pack ENABLE ROW LEVEL SECURITY; ALTER TABLE referral_pack FORCE ROW LEVEL SECURITY;
      CREATE POLICY referral_pack_read ON referral_pack FOR SELECT USING (
        (authority_id = (SELECT actor_authority()) AND (SELECT actor_may('case.authority')))
        OR (school_organisation_id = (SELECT actor_organisation()) AND (SELECT actor_may('referral.read'))));
      -- Kept with the agenda, by whoever may enter that room.
      CREATE POLICY referral_pack_add ON referral_pack FOR INSERT WITH CHECK (
        authority_id = (SELECT actor_authority()) AND item_id IN (SELECT id FROM agenda_item));
      CREATE POLICY referral_pack_change ON referral_pack FOR UPDATE USING (
        authority_id = (SELECT actor_authority()) AND item_id IN (SELECT id FROM agenda_item));
      REVOKE DELETE, TRUNCATE ON referral_pack FROM placeway_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE referral_pack; DROP FUNCTION referral_pack_stands`);
  }
}
