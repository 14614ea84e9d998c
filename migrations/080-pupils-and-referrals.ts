import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a child's record is kept in parts (identity, profile, needs, risks, people to be kept apart, money), each with
 *        a scope of its own, because row security hides rows and not columns; a referral is one case with its parties.
 * Locks: none, all tables are new.
 * Undo:  drops everything, data included.
 */
export class PupilsAndReferrals1790000000080 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION actor_reads_cases() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
        RETURN actor_may('referral.read') OR actor_may('referral.create') OR actor_may('case.party');
      CREATE SEQUENCE pupil_reference_number;
      CREATE SEQUENCE referral_reference_number;
    `);
    await runner.query(PUPIL_TABLES);
    await runner.query(REFERRAL_TABLES);
    await runner.query(PART_TABLES);
    await runner.query(SCOPES);
    for (const part of PARTS) await runner.query(partPolicies(part));
    await runner.query(`REVOKE UPDATE, DELETE, TRUNCATE ON referral_event, referral_quote FROM placeway_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION party_referrals(text) CASCADE;
      DROP TABLE referral_event, referral_quote, referral_draft, referral_preference, referral_keep_apart, referral_risk,
        referral_answer, referral_wish, referral_need, referral_reason, referral_party, pupil_profile, pupil_identity;
      DROP TABLE referral, pupil_number, pupil, postcode_point;
      DROP SEQUENCE referral_reference_number; DROP SEQUENCE pupil_reference_number;
      DROP FUNCTION actor_reads_cases();
    `);
  }
}

const PUPIL_TABLES = `
  CREATE TABLE postcode_point (
    postcode text NOT NULL,
    easting integer NOT NULL,
    northing integer NOT NULL,
    authority_code text,
    CONSTRAINT postcode_point_pk PRIMARY KEY (postcode)
  );
  COMMENT ON TABLE postcode_point IS 'Where a postcode lies, in metres on the British National Grid. Open data, no personal data.';

  CREATE TABLE pupil (
    id uuid NOT NULL,
    authority_id uuid NOT NULL,
    reference text NOT NULL DEFAULT 'P-' || lpad(nextval('pupil_reference_number')::text, 6, '0'),
    home_authority_code text,
    created_at timestamptz NOT NULL,
    CONSTRAINT pupil_pk PRIMARY KEY (id),
    CONSTRAINT pupil_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT pupil_reference_once UNIQUE (reference)
  );
  COMMENT ON TABLE pupil IS 'One child known to one authority: only a reference. What identifies or describes the child stands in tables with scopes of their own.';
  CREATE INDEX pupil_authority_index ON pupil (authority_id, id);

  CREATE TABLE pupil_number (
    authority_id uuid NOT NULL,
    number_digest bytea NOT NULL,
    details_digest bytea NOT NULL,
    pupil_id uuid NOT NULL,
    CONSTRAINT pupil_number_pk PRIMARY KEY (authority_id, number_digest),
    CONSTRAINT pupil_number_pupil FOREIGN KEY (pupil_id) REFERENCES pupil (id) DEFERRABLE INITIALLY DEFERRED
  );
  COMMENT ON TABLE pupil_number IS 'One pupil per authority and unique pupil number, found by digest, so that a school can be told of a match without being able to read anybody.';

  CREATE TABLE pupil_identity (
    pupil_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    upn text NOT NULL,
    forename text NOT NULL,
    surname text NOT NULL,
    date_of_birth date NOT NULL,
    address text,
    postcode text,
    home_easting integer,
    home_northing integer,
    position_from text NOT NULL,
    CONSTRAINT pupil_identity_pk PRIMARY KEY (pupil_id),
    CONSTRAINT pupil_identity_pupil FOREIGN KEY (pupil_id) REFERENCES pupil (id),
    CONSTRAINT pupil_identity_upn_once UNIQUE (authority_id, upn),
    CONSTRAINT pupil_identity_position CHECK (position_from IN ('POSTCODE', 'SCHOOL', 'NONE')),
    CONSTRAINT pupil_identity_position_known CHECK ((position_from = 'NONE') = (home_easting IS NULL))
  );
  COMMENT ON TABLE pupil_identity IS 'Who the child is and where home is. Scope IDENTITY.';

  CREATE TABLE pupil_profile (
    pupil_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    year_group integer NOT NULL,
    sex text NOT NULL,
    sen_provision text NOT NULL,
    ehcp_named_setting text,
    looked_after text NOT NULL,
    caring_authority_code text,
    social_worker text NOT NULL,
    access_needs text[] NOT NULL DEFAULT '{}',
    interests text[] NOT NULL DEFAULT '{}',
    CONSTRAINT pupil_profile_pk PRIMARY KEY (pupil_id),
    CONSTRAINT pupil_profile_pupil FOREIGN KEY (pupil_id) REFERENCES pupil (id),
    CONSTRAINT pupil_profile_year CHECK (year_group BETWEEN 0 AND 14),
    CONSTRAINT pupil_profile_sex CHECK (sex IN ('F', 'M', 'U')),
    CONSTRAINT pupil_profile_sen CHECK (sen_provision IN ('N', 'K', 'E')),
    CONSTRAINT pupil_profile_setting CHECK (ehcp_named_setting IS NULL OR sen_provision = 'E'),
    CONSTRAINT pupil_profile_looked_after CHECK (looked_after IN ('YES', 'NO', 'UNKNOWN')),
    CONSTRAINT pupil_profile_social_worker CHECK (social_worker IN ('NONE', 'IN_NEED', 'PROTECTION', 'OTHER', 'UNKNOWN'))
  );
  COMMENT ON TABLE pupil_profile IS 'What a place must be able to take: year, sex, SEN provision, care, access, interests. Scope PROFILE; nothing here names the child.';
`;

const REFERRAL_TABLES = `
  CREATE TABLE referral (
    id uuid NOT NULL,
    authority_id uuid NOT NULL,
    reference text,
    status text NOT NULL,
    type text,
    pupil_id uuid,
    school_organisation_id uuid,
    created_organisation_id uuid NOT NULL,
    created_by uuid,
    created_at timestamptz NOT NULL,
    submitted_at timestamptz,
    submitted_by uuid,
    waiting_since date,
    first_excluded_on date,
    day_six_target date,
    day_six_last date,
    day_six_looked_after date,
    day_six_exempt boolean NOT NULL DEFAULT false,
    calendar_assumed boolean NOT NULL DEFAULT false,
    notice_given_on date,
    notice_latest_on date,
    sessions_wanted integer,
    starts_on date,
    ends_on date,
    aim_on date,
    home_authority_code text,
    policy_id uuid,
    decision_id uuid,
    missing text[] NOT NULL DEFAULT '{}',
    status_at timestamptz NOT NULL,
    CONSTRAINT referral_pk PRIMARY KEY (id),
    CONSTRAINT referral_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT referral_pupil FOREIGN KEY (pupil_id) REFERENCES pupil (id),
    CONSTRAINT referral_school FOREIGN KEY (school_organisation_id) REFERENCES organisation (id),
    CONSTRAINT referral_creator FOREIGN KEY (created_organisation_id) REFERENCES organisation (id),
    CONSTRAINT referral_reference_once UNIQUE (reference),
    CONSTRAINT referral_school_key UNIQUE (id, school_organisation_id),
    CONSTRAINT referral_status CHECK (status IN
      ('DRAFT', 'SUBMITTED', 'RETURNED', 'WITH_SEN', 'DECIDED', 'PLACED', 'WITHDRAWN', 'CLOSED')),
    CONSTRAINT referral_type CHECK (type IN
      ('PREVENTATIVE_DUAL', 'PREVENTATIVE_EARLY', 'PERMANENT_EXCLUSION', 'OFF_SITE_DIRECTION')),
    CONSTRAINT referral_sessions CHECK (sessions_wanted BETWEEN 1 AND 1023),
    CONSTRAINT referral_period CHECK (ends_on >= starts_on),
    CONSTRAINT referral_submitted CHECK (status = 'DRAFT' OR num_nulls(reference, type, pupil_id, school_organisation_id,
      submitted_at, waiting_since, sessions_wanted, starts_on, aim_on) = 0),
    CONSTRAINT referral_excluded CHECK (status = 'DRAFT' OR type <> 'PERMANENT_EXCLUSION' OR
      num_nulls(first_excluded_on, day_six_target, day_six_last) = 0)
  );
  COMMENT ON TABLE referral IS 'A request for a pupil: the case row, and the first lock of whatever changes a case. Nothing here describes the child.';
  CREATE UNIQUE INDEX referral_one_open ON referral (authority_id, pupil_id)
    WHERE status IN ('SUBMITTED', 'RETURNED', 'WITH_SEN', 'DECIDED');
  CREATE INDEX referral_queue ON referral (authority_id, status, id);
  CREATE INDEX referral_of_school ON referral (school_organisation_id, id);
  CREATE INDEX referral_of_pupil ON referral (pupil_id);
  CREATE INDEX referral_drafts ON referral (created_organisation_id, id) WHERE status = 'DRAFT';

  CREATE TABLE referral_party (
    referral_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    part text NOT NULL,
    authority_id uuid NOT NULL,
    school_organisation_id uuid NOT NULL,
    scopes text[] NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    CONSTRAINT referral_party_pk PRIMARY KEY (referral_id, organisation_id, part),
    CONSTRAINT referral_party_case FOREIGN KEY (referral_id, school_organisation_id)
      REFERENCES referral (id, school_organisation_id),
    CONSTRAINT referral_party_organisation FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT referral_party_part CHECK (part IN
      ('HOME_AUTHORITY', 'SCHOOL', 'PROVIDER', 'RESPONSIBLE_AUTHORITY', 'COMMISSIONER')),
    CONSTRAINT referral_party_scopes CHECK (scopes <@ ARRAY['IDENTITY', 'PROFILE', 'NEEDS', 'RISKS', 'MONEY', 'OPTIONS', 'KEEP_APART']),
    CONSTRAINT referral_party_period CHECK (ends_on >= starts_on)
  );
  COMMENT ON TABLE referral_party IS 'Which organisation takes part in a case, which of its parts it may open, and between which dates.';
  CREATE INDEX referral_party_organisation_index ON referral_party (organisation_id, referral_id);
`;

const PART_TABLES = `
  CREATE TABLE referral_reason (
    referral_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    position integer NOT NULL,
    code text NOT NULL,
    CONSTRAINT referral_reason_pk PRIMARY KEY (referral_id, position),
    CONSTRAINT referral_reason_code_once UNIQUE (referral_id, code),
    CONSTRAINT referral_reason_case FOREIGN KEY (referral_id) REFERENCES referral (id),
    CONSTRAINT referral_reason_three CHECK (position BETWEEN 1 AND 3)
  );
  COMMENT ON TABLE referral_reason IS 'Up to three reasons of a permanent exclusion, by the national codes. Scope NEEDS.';

  CREATE TABLE referral_need (
    referral_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    rank integer NOT NULL,
    code text NOT NULL,
    CONSTRAINT referral_need_pk PRIMARY KEY (referral_id, rank),
    CONSTRAINT referral_need_code_once UNIQUE (referral_id, code),
    CONSTRAINT referral_need_case FOREIGN KEY (referral_id) REFERENCES referral (id),
    CONSTRAINT referral_need_two CHECK (rank BETWEEN 1 AND 2)
  );
  COMMENT ON TABLE referral_need IS 'Types of special educational need, primary first, by the national codes. Scope NEEDS.';

  CREATE TABLE referral_wish (
    referral_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    code text NOT NULL,
    strength text NOT NULL,
    CONSTRAINT referral_wish_pk PRIMARY KEY (referral_id, code),
    CONSTRAINT referral_wish_case FOREIGN KEY (referral_id) REFERENCES referral (id),
    CONSTRAINT referral_wish_strength CHECK (strength IN ('PREFERRED', 'SUITABLE'))
  );
  COMMENT ON TABLE referral_wish IS 'What kind of place would suit, and what is preferred. Scope NEEDS.';

  CREATE TABLE referral_answer (
    referral_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    field text NOT NULL,
    question text NOT NULL,
    answer text NOT NULL,
    CONSTRAINT referral_answer_pk PRIMARY KEY (referral_id, field),
    CONSTRAINT referral_answer_case FOREIGN KEY (referral_id) REFERENCES referral (id)
  );
  COMMENT ON TABLE referral_answer IS 'Answers in words, each with the question as it was put. Scope NEEDS.';

  CREATE TABLE referral_risk (
    referral_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    code text NOT NULL,
    level text NOT NULL,
    note text,
    CONSTRAINT referral_risk_pk PRIMARY KEY (referral_id, code),
    CONSTRAINT referral_risk_case FOREIGN KEY (referral_id) REFERENCES referral (id),
    CONSTRAINT referral_risk_level CHECK (level IN ('NONE', 'SOME', 'LOW', 'MEDIUM', 'HIGH'))
  );
  COMMENT ON TABLE referral_risk IS 'Known risks and how high each is; the code ASSESSED records that somebody looked, with a note. Scope RISKS.';

  CREATE TABLE referral_keep_apart (
    id uuid NOT NULL,
    referral_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    position integer NOT NULL,
    other_name text NOT NULL,
    other_upn text,
    other_digest bytea,
    reason text,
    CONSTRAINT referral_keep_apart_pk PRIMARY KEY (id),
    CONSTRAINT referral_keep_apart_case FOREIGN KEY (referral_id) REFERENCES referral (id),
    CONSTRAINT referral_keep_apart_place UNIQUE (referral_id, position),
    CONSTRAINT referral_keep_apart_digest CHECK ((other_upn IS NULL) = (other_digest IS NULL))
  );
  COMMENT ON TABLE referral_keep_apart IS 'Other children this child must not be placed with. Confidential: scope KEEP_APART, held by the school that named them; in the authority only by those who place.';
  CREATE INDEX referral_keep_apart_other ON referral_keep_apart (authority_id, other_digest);

  CREATE TABLE referral_preference (
    referral_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    strength text NOT NULL,
    rank integer NOT NULL,
    provider_organisation_id uuid,
    programme_id uuid,
    CONSTRAINT referral_preference_pk PRIMARY KEY (referral_id, strength, rank),
    CONSTRAINT referral_preference_case FOREIGN KEY (referral_id) REFERENCES referral (id),
    CONSTRAINT referral_preference_strength CHECK (strength IN ('PREFERRED', 'SUITABLE')),
    CONSTRAINT referral_preference_target CHECK (num_nonnulls(provider_organisation_id, programme_id) = 1),
    CONSTRAINT referral_preference_once UNIQUE NULLS NOT DISTINCT (referral_id, provider_organisation_id, programme_id)
  );
  COMMENT ON TABLE referral_preference IS 'The family''s own order of programmes or providers, and which others would suit. Scope PROFILE.';

  CREATE TABLE referral_draft (
    referral_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    answers jsonb NOT NULL,
    version integer NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT referral_draft_pk PRIMARY KEY (referral_id),
    CONSTRAINT referral_draft_case FOREIGN KEY (referral_id) REFERENCES referral (id) ON DELETE CASCADE
  );
  COMMENT ON TABLE referral_draft IS 'What has been typed so far, until it is submitted; only the organisation that types it can read it.';

  CREATE TABLE referral_quote (
    id uuid NOT NULL,
    referral_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    quoted_at timestamptz NOT NULL,
    low_pence bigint NOT NULL,
    high_pence bigint NOT NULL,
    subsidy_low_pence bigint NOT NULL,
    subsidy_high_pence bigint NOT NULL,
    school_balance_pence bigint,
    until_on date NOT NULL,
    CONSTRAINT referral_quote_pk PRIMARY KEY (id),
    CONSTRAINT referral_quote_case FOREIGN KEY (referral_id) REFERENCES referral (id),
    CONSTRAINT referral_quote_range CHECK (0 <= low_pence AND low_pence <= high_pence)
  );
  COMMENT ON TABLE referral_quote IS 'The price, subsidy and balance that the school was shown when it submitted. Append only. Scope MONEY.';
  CREATE INDEX referral_quote_case_index ON referral_quote (referral_id, quoted_at);

  CREATE TABLE referral_event (
    id uuid NOT NULL,
    referral_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    by_organisation_id uuid,
    by_user uuid,
    note text,
    CONSTRAINT referral_event_pk PRIMARY KEY (id),
    CONSTRAINT referral_event_case FOREIGN KEY (referral_id) REFERENCES referral (id)
  );
  COMMENT ON TABLE referral_event IS 'The case timeline: what happened and the reason given. Append only. Scope NEEDS.';
  CREATE INDEX referral_event_case_index ON referral_event (referral_id, at, id);
`;

/** In a subquery of its own a setting is read once a statement, not once a row. */
const may = (permission: string) => `(SELECT actor_may('${permission}'))`;
const HERE = '(SELECT actor_authority())';
const OWN = '(SELECT actor_organisation())';
const inAuthority = (permission: string) => `(authority_id = ${HERE} AND ${may(permission)})`;
const OWN_DRAFT = `(status = 'DRAFT' AND created_organisation_id = ${OWN}
    AND authority_id = ${HERE} AND ${may('referral.create')})`;
const SEEN_CASE = `(${inAuthority('case.authority')} AND status <> 'DRAFT') OR ${OWN_DRAFT}
    OR id IN (SELECT party_referrals('ANY'))`;

const protect = (table: string) =>
  `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;`;

/** Policies of the tables that the others lean on. A policy of `referral_party` may not look at `referral`: that is a cycle. */
const SCOPES = `
  ${protect('referral_party')}
  CREATE POLICY referral_party_read ON referral_party FOR SELECT USING (${inAuthority('case.authority')}
    OR organisation_id = ${OWN} OR school_organisation_id = ${OWN});
  CREATE POLICY referral_party_add ON referral_party FOR INSERT WITH CHECK (${inAuthority('case.authority')}
    OR (authority_id = ${HERE} AND school_organisation_id = ${OWN} AND ${may('referral.submit')}));
  CREATE POLICY referral_party_change ON referral_party FOR UPDATE USING (${inAuthority('case.authority')}
    OR (organisation_id = ${OWN} AND ${may('placement.answer')}));

  CREATE FUNCTION party_referrals(scope text) RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE
  BEGIN ATOMIC
    SELECT referral_id FROM referral_party
    WHERE organisation_id = actor_organisation() AND actor_reads_cases()
      AND scopes <> '{}' AND (scope = 'ANY' OR scope = ANY (scopes))
      -- An authority's people open another authority's case with the same permissions as one of their own.
      AND (part IN ('SCHOOL', 'PROVIDER') OR actor_may(
        CASE scope WHEN 'ANY' THEN 'case' ELSE replace(lower(scope), '_', '-') END || '.authority'))
      AND starts_on <= actor_today() AND (ends_on IS NULL OR actor_today() <= ends_on);
  END;

  ${protect('referral')}
  CREATE POLICY referral_read ON referral FOR SELECT USING (${SEEN_CASE});
  CREATE POLICY referral_add ON referral FOR INSERT WITH CHECK (authority_id = ${HERE}
    AND ${may('referral.create')} AND (created_organisation_id = ${OWN} OR (SELECT actor_kind()) = 'service'));
  CREATE POLICY referral_change ON referral FOR UPDATE USING (${SEEN_CASE});
  CREATE POLICY referral_remove ON referral FOR DELETE USING (${OWN_DRAFT});

  ${protect('referral_draft')}
  CREATE POLICY referral_draft_own ON referral_draft USING (organisation_id = ${OWN}
    AND authority_id = ${HERE} AND ${may('referral.create')});

  ${protect('pupil')}
  CREATE POLICY pupil_read ON pupil FOR SELECT USING (${inAuthority('case.authority')}
    OR id IN (SELECT pupil_id FROM referral));
  CREATE POLICY pupil_add ON pupil FOR INSERT WITH CHECK (authority_id = ${HERE} AND ${may('referral.submit')});
  CREATE POLICY pupil_change ON pupil FOR UPDATE USING ((${inAuthority('case.authority')}
    OR id IN (SELECT pupil_id FROM referral)) AND ${may('referral.submit')});

  ${protect('pupil_number')}
  CREATE POLICY pupil_number_scope ON pupil_number USING (authority_id = ${HERE}
    AND (${may('referral.submit')} OR ${may('keep-apart.authority')}));

  ${protect('postcode_point')}
  CREATE POLICY postcode_point_read ON postcode_point FOR SELECT USING ((SELECT actor_present()));
  CREATE POLICY postcode_point_load ON postcode_point USING ((SELECT actor_kind()) = 'service' AND ${may('register.import')});

  ${protect('referral_event')}
  CREATE POLICY referral_event_read ON referral_event FOR SELECT USING (${inAuthority('needs.authority')}
    OR referral_id IN (SELECT party_referrals('NEEDS')));
  CREATE POLICY referral_event_add ON referral_event FOR INSERT WITH CHECK (referral_id IN (SELECT id FROM referral));
`;

interface Part {
  readonly table: string;
  readonly permission: string;
  readonly scope: string;
  readonly of?: 'pupil';
}

const PARTS: readonly Part[] = [
  { table: 'pupil_identity', permission: 'identity.authority', scope: 'IDENTITY', of: 'pupil' },
  { table: 'pupil_profile', permission: 'profile.authority', scope: 'PROFILE', of: 'pupil' },
  { table: 'referral_reason', permission: 'needs.authority', scope: 'NEEDS' },
  { table: 'referral_need', permission: 'needs.authority', scope: 'NEEDS' },
  { table: 'referral_wish', permission: 'needs.authority', scope: 'NEEDS' },
  { table: 'referral_answer', permission: 'needs.authority', scope: 'NEEDS' },
  { table: 'referral_risk', permission: 'risks.authority', scope: 'RISKS' },
  { table: 'referral_keep_apart', permission: 'keep-apart.authority', scope: 'KEEP_APART' },
  { table: 'referral_preference', permission: 'profile.authority', scope: 'PROFILE' },
  { table: 'referral_quote', permission: 'money.authority', scope: 'MONEY' },
];

/** Who may open the part may read it; only who refers may write it. */
function partPolicies({ table, permission, scope, of }: Part): string {
  const party =
    of === 'pupil'
      ? `pupil_id IN (SELECT pupil_id FROM referral WHERE id IN (SELECT party_referrals('${scope}')))`
      : `referral_id IN (SELECT party_referrals('${scope}'))`;
  const opens = `(${inAuthority(permission)} OR ${party})`;
  const writes = `${opens} AND ${may('referral.submit')}`;
  return `
    ${protect(table)}
    CREATE POLICY ${table}_read ON ${table} FOR SELECT USING (${opens});
    CREATE POLICY ${table}_add ON ${table} FOR INSERT WITH CHECK (${writes});
    CREATE POLICY ${table}_change ON ${table} FOR UPDATE USING (${writes});
    CREATE POLICY ${table}_remove ON ${table} FOR DELETE USING (${writes});`;
}
