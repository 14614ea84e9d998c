import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   one administrator could invite somebody and approve them, and so let a made-up colleague in; and any authority
 *        could appoint people to a provider that others use as well. Whoever invites does not approve, and where a
 *        provider has a manager, one of its managers is among the two. The operator's first administrator, whom nobody there
 *        could approve, is let in by the invitation itself.
 * Locks: an instant on membership.
 * Undo:  drops the trigger and the question; invitations of the operator wait for approval again.
 */
export class SecondPerson1790000000140 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Whether somebody besides the one membership manages the provider; of whichever authority.
      CREATE FUNCTION identity_has_manager(p_organisation uuid, p_besides uuid) RETURNS boolean
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT actor_present() AND EXISTS (
          SELECT FROM membership m JOIN organisation o ON o.id = m.organisation_id
          WHERE o.id = p_organisation AND o.kind = 'PROVIDER' AND m.id IS DISTINCT FROM p_besides
            AND m.role = 'PROVIDER_MANAGER' AND m.status = 'ACTIVE')
      $$;

      CREATE FUNCTION identity_manages(p_user uuid, p_organisation uuid) RETURNS boolean
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT actor_present() AND EXISTS (
          SELECT FROM membership m WHERE m.user_id = p_user AND m.organisation_id = p_organisation
            AND m.role = 'PROVIDER_MANAGER' AND m.status = 'ACTIVE')
      $$;

      CREATE FUNCTION membership_second_person() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      BEGIN
        IF NEW.created_by IS NOT NULL AND (NEW.approved_by IS NULL OR NEW.approved_by = NEW.created_by) THEN
          RAISE EXCEPTION 'whoever invites does not approve'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'membership_second_person';
        END IF;
        -- Asked of the tables and not of the functions above, which answer nobody who is not acting.
        IF EXISTS (SELECT FROM organisation o WHERE o.id = NEW.organisation_id AND o.kind = 'PROVIDER') AND (
          SELECT count(*) > 0 AND coalesce(bool_and(m.user_id IS DISTINCT FROM NEW.approved_by
            AND m.user_id IS DISTINCT FROM NEW.created_by), true)
          FROM membership m WHERE m.organisation_id = NEW.organisation_id AND m.id <> NEW.id
            AND m.role = 'PROVIDER_MANAGER' AND m.status = 'ACTIVE') THEN
          RAISE EXCEPTION 'a manager of the provider invites or approves'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'membership_providers_own';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER membership_second_person BEFORE UPDATE ON membership FOR EACH ROW
        WHEN (OLD.status = 'REQUESTED' AND NEW.status = 'ACTIVE') EXECUTE FUNCTION membership_second_person();
    `);
    await runner.query(accept(`CASE WHEN invited.created_by IS NULL THEN 'ACTIVE' ELSE 'REQUESTED' END`));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(accept(`'REQUESTED'`));
    await runner.query(`
      DROP TRIGGER membership_second_person ON membership;
      DROP FUNCTION membership_second_person();
      DROP FUNCTION identity_manages(uuid, uuid);
      DROP FUNCTION identity_has_manager(uuid, uuid);
    `);
  }
}

const accept = (status: string): string => `
  CREATE OR REPLACE FUNCTION identity_accept(p_hash bytea, p_issuer text, p_subject text, p_name text, p_email text,
    p_user uuid, p_membership uuid, p_at timestamptz)
  RETURNS TABLE (user_id uuid, membership_id uuid, authority_id uuid, organisation_id uuid)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  #variable_conflict use_column
  DECLARE
    invited invitation%ROWTYPE;
    person uuid;
  BEGIN
    SELECT * INTO invited FROM invitation WHERE token_hash = p_hash AND accepted_at IS NULL AND revoked_at IS NULL
      AND expires_at > p_at FOR UPDATE;
    IF NOT FOUND THEN RETURN; END IF;
    INSERT INTO app_user (id, issuer, subject, name, email, created_at, last_signed_in_at)
      VALUES (p_user, p_issuer, p_subject, p_name, p_email, p_at, p_at)
      ON CONFLICT (issuer, subject) DO UPDATE SET last_signed_in_at = p_at RETURNING id INTO person;
    INSERT INTO membership (id, user_id, organisation_id, authority_id, role, status, starts_on, created_at, created_by)
      VALUES (p_membership, person, invited.organisation_id, invited.authority_id, invited.role, ${status},
        (p_at AT TIME ZONE 'Europe/London')::date, p_at, invited.created_by)
      ON CONFLICT DO NOTHING;
    UPDATE invitation SET accepted_at = p_at, accepted_by = person WHERE id = invited.id;
    RETURN QUERY SELECT person, p_membership, invited.authority_id, invited.organisation_id;
  END $$`;
