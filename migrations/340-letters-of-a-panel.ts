import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   what a panel decided is told in writing to the school, the family and the provider, each as much as it may know. A
 *        letter is kept as it was issued and names no child: the name is filled in where its reader may see it.
 * Locks: none, the table is new.
 * Undo:  drops the letters; what was decided stays.
 */
export class LettersOfAPanel1790000000340 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE panel_letter (
        id uuid NOT NULL,
        authority_id uuid NOT NULL,
        decision_id uuid NOT NULL,
        referral_id uuid NOT NULL,
        school_organisation_id uuid NOT NULL,
        organisation_id uuid NOT NULL,
        audience text NOT NULL,
        content jsonb NOT NULL,
        ask_by date,
        issued_at timestamptz NOT NULL,
        issued_by uuid,
        CONSTRAINT panel_letter_pk PRIMARY KEY (id),
        CONSTRAINT panel_letter_once UNIQUE (decision_id, audience, organisation_id),
        CONSTRAINT panel_letter_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
        CONSTRAINT panel_letter_referral FOREIGN KEY (referral_id, school_organisation_id)
          REFERENCES referral (id, school_organisation_id),
        CONSTRAINT panel_letter_organisation FOREIGN KEY (organisation_id) REFERENCES organisation (id),
        CONSTRAINT panel_letter_audience CHECK (audience IN ('SCHOOL', 'FAMILY', 'PROVIDER')),
        -- The family's letter goes by its school.
        CONSTRAINT panel_letter_to CHECK ((audience = 'PROVIDER') OR organisation_id = school_organisation_id),
        CONSTRAINT panel_letter_content CHECK (jsonb_typeof(content -> 'sections') = 'array')
      );
      COMMENT ON TABLE panel_letter IS 'What was written after a panel''s decision, word for word, with marks where the child''s name belongs. Append only.';
      COMMENT ON COLUMN panel_letter.ask_by IS 'The last day on which the decision may be asked to be looked at again; null where it may not.';
      CREATE INDEX panel_letter_of_referral ON panel_letter (referral_id, issued_at);
      CREATE INDEX panel_letter_newest ON panel_letter (authority_id, issued_at, id);

      CREATE FUNCTION panel_letter_is_due() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NOT EXISTS (SELECT FROM decision d WHERE d.id = NEW.decision_id AND d.kind = 'PLACEMENT'
            AND d.meeting_item_id IS NOT NULL AND d.referral_id = NEW.referral_id AND d.authority_id = NEW.authority_id
            AND d.follows_decision_id IS NULL) THEN
          RAISE EXCEPTION 'letters are of a panel''s decisions' USING ERRCODE = 'check_violation', CONSTRAINT = 'panel_letter_of_panel';
        END IF;
        -- A provider is written to about the place it is offered, and nobody else is told of the pupil.
        IF NEW.audience = 'PROVIDER' AND NOT EXISTS (SELECT FROM placement p JOIN placement_offer o ON o.placement_id = p.id
            WHERE p.decision_id = NEW.decision_id AND o.provider_organisation_id = NEW.organisation_id
              AND o.answer IN ('WAITING', 'ACCEPTED')) THEN
          RAISE EXCEPTION 'nothing is offered to this provider' USING ERRCODE = 'check_violation', CONSTRAINT = 'panel_letter_offered';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER panel_letter_is_due BEFORE INSERT ON panel_letter FOR EACH ROW EXECUTE FUNCTION panel_letter_is_due();

      ALTER TABLE panel_letter ENABLE ROW LEVEL SECURITY; ALTER TABLE panel_letter FORCE ROW LEVEL SECURITY;
      -- By those who may read the decision, by the school, and by a provider as long as it may open the pupil's profile.
      CREATE POLICY panel_letter_read ON panel_letter FOR SELECT USING (
        (authority_id = (SELECT actor_authority()) AND (SELECT actor_may('decision.read'))
          AND decision_id IN (SELECT id FROM decision))
        OR (audience <> 'PROVIDER' AND organisation_id = (SELECT actor_organisation()) AND (SELECT actor_may('referral.read')))
        OR (audience = 'PROVIDER' AND organisation_id = (SELECT actor_organisation()) AND (SELECT actor_may('placement.read'))
          AND referral_id IN (SELECT party_referrals('PROFILE'))));
      CREATE POLICY panel_letter_add ON panel_letter FOR INSERT WITH CHECK (authority_id = (SELECT actor_authority())
        AND (SELECT actor_may('panel.manage')) AND issued_by IS NOT DISTINCT FROM (SELECT actor_user()));
      REVOKE UPDATE, DELETE, TRUNCATE ON panel_letter FROM placeway_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE panel_letter; DROP FUNCTION panel_letter_is_due`);
  }
}
