import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   who may sign in, what they may act as, which machines may call, and the sessions of people signed in.
 * Locks: none, all tables are new.
 * Undo:  drops the tables; everybody is signed out and has to be invited again.
 */
export class Identity1790000000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    await runner.query(rowSecurity);
    await runner.query(lookUps);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION identity_accept(bytea, text, text, text, text, uuid, uuid, timestamptz);
      DROP FUNCTION identity_token(bytea, timestamptz);
      DROP FUNCTION identity_sign_in(text, text, timestamptz);
      DROP FUNCTION identity_memberships(uuid, date);
      DROP FUNCTION identity_names(uuid[]);
      DROP FUNCTION identity_known(text, text);
      DROP POLICY organisation_lookup ON organisation;
      DROP TABLE http_session, api_token, invitation, membership, app_user;
    `);
  }
}

const tables = `
  CREATE TABLE app_user (
    id uuid NOT NULL,
    issuer text NOT NULL,
    subject text NOT NULL,
    name text NOT NULL,
    email text,
    created_at timestamptz NOT NULL,
    last_signed_in_at timestamptz,
    CONSTRAINT app_user_pk PRIMARY KEY (id),
    CONSTRAINT app_user_subject_once UNIQUE (issuer, subject),
    CONSTRAINT app_user_named CHECK (length(name) BETWEEN 1 AND 200)
  );
  COMMENT ON TABLE app_user IS 'People who have signed in at least once after an invitation, known by issuer and subject, never by e-mail.';

  CREATE TABLE membership (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    organisation_id uuid,
    authority_id uuid,
    role text NOT NULL,
    status text NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    created_at timestamptz NOT NULL,
    created_by uuid,
    approved_by uuid,
    approved_at timestamptz,
    CONSTRAINT membership_pk PRIMARY KEY (id),
    CONSTRAINT membership_user_fk FOREIGN KEY (user_id) REFERENCES app_user (id),
    CONSTRAINT membership_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT membership_authority_fk FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT membership_status_known CHECK (status IN ('REQUESTED', 'ACTIVE', 'SUSPENDED', 'LEFT')),
    CONSTRAINT membership_in_order CHECK (ends_on >= starts_on),
    CONSTRAINT membership_place CHECK ((role = 'PLATFORM_OPERATOR') = (organisation_id IS NULL)),
    CONSTRAINT membership_authority_known CHECK ((organisation_id IS NULL) = (authority_id IS NULL)),
    CONSTRAINT membership_not_approved_by_oneself CHECK (approved_by <> user_id)
  );
  COMMENT ON TABLE membership IS 'One role of one person in one organisation, under the authority that answers for it.';
  CREATE UNIQUE INDEX membership_once ON membership (user_id, organisation_id, role) WHERE status <> 'LEFT';
  CREATE INDEX membership_organisation ON membership (organisation_id);
  CREATE INDEX membership_authority ON membership (authority_id);

  CREATE TABLE invitation (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    role text NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    token_hash bytea NOT NULL,
    created_at timestamptz NOT NULL,
    created_by uuid,
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz,
    accepted_by uuid,
    revoked_at timestamptz,
    CONSTRAINT invitation_pk PRIMARY KEY (id),
    CONSTRAINT invitation_token_once UNIQUE (token_hash),
    CONSTRAINT invitation_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT invitation_authority_fk FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT invitation_accepted_by_fk FOREIGN KEY (accepted_by) REFERENCES app_user (id)
  );
  COMMENT ON TABLE invitation IS 'An invitation to hold a role; works once, until it expires. Only the hash of its link is kept.';
  COMMENT ON COLUMN invitation.created_by IS 'Empty for the first person of an authority, whom the operator invites.';
  CREATE INDEX invitation_organisation ON invitation (organisation_id);

  CREATE TABLE api_token (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    name text NOT NULL,
    token_hash bytea NOT NULL,
    permissions text[] NOT NULL,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    last_used_at timestamptz,
    CONSTRAINT api_token_pk PRIMARY KEY (id),
    CONSTRAINT api_token_hash_once UNIQUE (token_hash),
    CONSTRAINT api_token_hash_size CHECK (length(token_hash) = 32),
    CONSTRAINT api_token_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT api_token_authority_fk FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT api_token_ends CHECK (expires_at > created_at)
  );
  COMMENT ON TABLE api_token IS 'A machine that may call the API for one organisation. Only the SHA-256 of its token is kept.';
  CREATE INDEX api_token_organisation ON api_token (organisation_id);

  CREATE TABLE http_session (
    sid text NOT NULL,
    sess json NOT NULL,
    expire timestamp(6) NOT NULL,
    user_id uuid GENERATED ALWAYS AS ((sess ->> 'userId')::uuid) STORED,
    CONSTRAINT http_session_pk PRIMARY KEY (sid)
  );
  COMMENT ON TABLE http_session IS 'Sessions of browsers. Read before anybody is known, so row security cannot apply; the cookie is signed.';
  CREATE INDEX http_session_expire ON http_session (expire);
  CREATE INDEX http_session_user ON http_session (user_id) WHERE user_id IS NOT NULL;
`;

/**
 * Rows of one's own organisation, or of the authority one administers. The policies named `..._lookup` hold for the
 * owner alone: the pool never is the owner, but the functions below run as it. They are the only way to read
 * identity before an actor exists, and each answers one narrow question.
 */
const rowSecurity = `
  ALTER TABLE app_user ENABLE ROW LEVEL SECURITY; ALTER TABLE app_user FORCE ROW LEVEL SECURITY;
  ALTER TABLE membership ENABLE ROW LEVEL SECURITY; ALTER TABLE membership FORCE ROW LEVEL SECURITY;
  ALTER TABLE invitation ENABLE ROW LEVEL SECURITY; ALTER TABLE invitation FORCE ROW LEVEL SECURITY;
  ALTER TABLE api_token ENABLE ROW LEVEL SECURITY; ALTER TABLE api_token FORCE ROW LEVEL SECURITY;

  CREATE POLICY app_user_lookup ON app_user TO CURRENT_USER USING (true) WITH CHECK (true);
  CREATE POLICY membership_lookup ON membership TO CURRENT_USER USING (true) WITH CHECK (true);
  CREATE POLICY invitation_lookup ON invitation TO CURRENT_USER USING (true) WITH CHECK (true);
  CREATE POLICY api_token_lookup ON api_token TO CURRENT_USER USING (true) WITH CHECK (true);

  CREATE POLICY organisation_lookup ON organisation FOR SELECT TO CURRENT_USER USING (true);

  CREATE POLICY membership_read ON membership FOR SELECT USING (
    user_id = (SELECT actor_user())
    OR organisation_id = (SELECT actor_organisation())
    OR (authority_id = (SELECT actor_authority())
        AND (SELECT actor_may('user.administer-authority') OR actor_kind() = 'service')));
  CREATE POLICY membership_administer ON membership USING (
    (authority_id = (SELECT actor_authority()) AND (SELECT actor_may('user.administer-authority')))
    OR (organisation_id = (SELECT actor_organisation()) AND (SELECT actor_may('user.administer'))));
  CREATE POLICY membership_operate ON membership USING (
    role = 'PLATFORM_OPERATOR' AND (SELECT actor_kind() = 'service' AND actor_may('job.operate')));

  CREATE POLICY app_user_read ON app_user FOR SELECT USING (
    id = (SELECT actor_user()) OR EXISTS (SELECT FROM membership WHERE membership.user_id = app_user.id));
  CREATE POLICY app_user_add ON app_user FOR INSERT WITH CHECK (
    (SELECT actor_kind() = 'service' AND actor_may('user.administer-authority')));

  CREATE POLICY invitation_administer ON invitation USING (
    (authority_id = (SELECT actor_authority()) AND (SELECT actor_may('user.administer-authority')))
    OR (organisation_id = (SELECT actor_organisation()) AND (SELECT actor_may('user.administer'))));

  CREATE POLICY api_token_administer ON api_token USING (
    (SELECT actor_may('token.issue'))
    AND (organisation_id = (SELECT actor_organisation())
      OR (authority_id = (SELECT actor_authority()) AND (SELECT actor_may('user.administer-authority')))));
`;

const lookUps = `
  -- What a person may act as on a day. Asked with every request, before an actor exists.
  CREATE FUNCTION identity_memberships(p_user uuid, p_today date)
  RETURNS TABLE (name text, membership_id uuid, role text, organisation_id uuid, organisation_name text,
    organisation_kind text, authority_id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT u.name, m.id, m.role, m.organisation_id, o.name, o.kind, m.authority_id
    FROM app_user u JOIN membership m ON m.user_id = u.id LEFT JOIN organisation o ON o.id = m.organisation_id
    WHERE u.id = p_user AND m.status = 'ACTIVE' AND m.starts_on <= p_today AND (m.ends_on IS NULL OR m.ends_on >= p_today)
    ORDER BY o.name, m.role, m.id
  $$;

  -- Who has just signed in; null for somebody unknown.
  CREATE FUNCTION identity_sign_in(p_issuer text, p_subject text, p_at timestamptz) RETURNS uuid
  LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE app_user SET last_signed_in_at = p_at WHERE issuer = p_issuer AND subject = p_subject RETURNING id
  $$;

  -- The machine behind a token that is neither expired nor revoked. Its last use is noted once a minute at most.
  CREATE FUNCTION identity_token(p_hash bytea, p_at timestamptz)
  RETURNS TABLE (id uuid, name text, organisation_id uuid, authority_id uuid, permissions text[])
  LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE api_token SET last_used_at = p_at
    WHERE token_hash = p_hash AND (last_used_at IS NULL OR last_used_at < p_at - interval '1 minute');
    SELECT t.id, t.name, t.organisation_id, t.authority_id, t.permissions FROM api_token t
    WHERE t.token_hash = p_hash AND t.revoked_at IS NULL AND t.expires_at > p_at
  $$;

  -- Takes an invitation, once. Answers the membership that now waits for approval, or null when the invitation is
  -- used, revoked or expired. Under the invitation's lock, so that two tabs make one membership.
  CREATE FUNCTION identity_accept(p_hash bytea, p_issuer text, p_subject text, p_name text, p_email text, p_user uuid,
    p_membership uuid, p_at timestamptz)
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
      VALUES (p_membership, person, invited.organisation_id, invited.authority_id, invited.role, 'REQUESTED',
        (p_at AT TIME ZONE 'Europe/London')::date, p_at, invited.created_by)
      ON CONFLICT DO NOTHING;
    UPDATE invitation SET accepted_at = p_at, accepted_by = person WHERE id = invited.id;
    RETURN QUERY SELECT person, p_membership, invited.authority_id, invited.organisation_id;
  END $$;

  -- Whether the demonstration's people have been loaded; for services only.
  CREATE FUNCTION identity_known(p_issuer text, p_subject text) RETURNS uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT id FROM app_user WHERE issuer = p_issuer AND subject = p_subject AND actor_kind() = 'service'
  $$;

  -- Names for ids that a reader already has: who decided, who approved. Nothing else about a person.
  CREATE FUNCTION identity_names(p_users uuid[]) RETURNS TABLE (id uuid, name text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT u.id, u.name FROM app_user u WHERE u.id = ANY (p_users) AND actor_present()
  $$;
`;
