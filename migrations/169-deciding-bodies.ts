import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a board approves admissions and policies, and a panel will decide placements: both are bodies with seats, terms,
 *        meetings, agendas, conflicts of interest, motions and votes. Who is in the room sees them; whoever has a conflict
 *        sees no more of the item.
 * Locks: none, all tables are new.
 * Undo:  drops bodies and meetings, data included.
 */
export class DecidingBodies1790000000169 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(BODIES);
    await runner.query(MEETINGS);
    await runner.query(SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE ${TABLES.toReversed().join(', ')}`);
  }
}

const BODIES = `
  CREATE TABLE body (
    id uuid NOT NULL,
    authority_id uuid NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    power text NOT NULL,
    created_at timestamptz NOT NULL,
    created_by uuid,
    CONSTRAINT body_pk PRIMARY KEY (id),
    CONSTRAINT body_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT body_kind CHECK (kind IN ('BOARD', 'PANEL')),
    CONSTRAINT body_name_once UNIQUE (authority_id, name),
    CONSTRAINT body_of_authority UNIQUE (id, authority_id, kind)
  );
  COMMENT ON TABLE body IS 'A board or panel that decides. Its kind says which permissions open it: board.sit, board.manage and so on.';
  COMMENT ON COLUMN body.power IS 'The power it decides under, as its terms of reference word it; copied into each decision.';

  CREATE TABLE body_constituency (
    body_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    kind text NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    votes boolean NOT NULL,
    CONSTRAINT body_constituency_pk PRIMARY KEY (body_id, code),
    CONSTRAINT body_constituency_body FOREIGN KEY (body_id, authority_id, kind) REFERENCES body (id, authority_id, kind),
    CONSTRAINT body_constituency_code CHECK (code ~ '^[A-Z][A-Z_]{1,39}$')
  );
  COMMENT ON TABLE body_constituency IS 'Whom members speak for, and whether they vote: school leaders, the authority, providers without a vote.';

  CREATE TABLE body_rule (
    body_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    kind text NOT NULL,
    from_date date NOT NULL,
    least_counting smallint NOT NULL,
    parts jsonb NOT NULL DEFAULT '[]',
    most_percent_of_one_trust smallint,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid,
    CONSTRAINT body_rule_pk PRIMARY KEY (body_id, from_date),
    CONSTRAINT body_rule_body FOREIGN KEY (body_id, authority_id, kind) REFERENCES body (id, authority_id, kind),
    CONSTRAINT body_rule_counting CHECK (least_counting BETWEEN 1 AND 100),
    CONSTRAINT body_rule_share CHECK (most_percent_of_one_trust BETWEEN 1 AND 100),
    CONSTRAINT body_rule_parts CHECK (jsonb_typeof(parts) = 'array')
  );
  COMMENT ON TABLE body_rule IS 'The quorum from a date on: how many who may vote, how many different organisations of a constituency, no more of one trust.';
  COMMENT ON COLUMN body_rule.parts IS '[{"constituency": "SCHOOL", "least": 3}]: so many different organisations of that constituency.';

  CREATE TABLE body_member (
    id uuid NOT NULL,
    body_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    kind text NOT NULL,
    user_id uuid NOT NULL,
    constituency text NOT NULL,
    organisation_id uuid,
    trust_id uuid,
    office text NOT NULL DEFAULT 'MEMBER',
    deputy_for uuid,
    from_date date NOT NULL,
    to_date date NOT NULL,
    appointed_at timestamptz NOT NULL,
    appointed_by uuid,
    CONSTRAINT body_member_pk PRIMARY KEY (id),
    CONSTRAINT body_member_of_body UNIQUE (id, body_id),
    CONSTRAINT body_member_body FOREIGN KEY (body_id, authority_id, kind) REFERENCES body (id, authority_id, kind),
    CONSTRAINT body_member_constituency FOREIGN KEY (body_id, constituency) REFERENCES body_constituency (body_id, code),
    CONSTRAINT body_member_user FOREIGN KEY (user_id) REFERENCES app_user (id),
    CONSTRAINT body_member_organisation FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT body_member_trust FOREIGN KEY (trust_id) REFERENCES organisation (id),
    CONSTRAINT body_member_deputy FOREIGN KEY (deputy_for, body_id) REFERENCES body_member (id, body_id),
    CONSTRAINT body_member_office CHECK (office IN ('CHAIR', 'VICE_CHAIR', 'MEMBER')),
    CONSTRAINT body_member_deputy_is_member CHECK (deputy_for IS NULL OR office = 'MEMBER'),
    CONSTRAINT body_member_dates CHECK (to_date >= from_date),
    CONSTRAINT body_member_one_seat EXCLUDE USING gist
      (body_id WITH =, user_id WITH =, daterange(from_date, to_date, '[]') WITH &&),
    CONSTRAINT body_member_one_chair EXCLUDE USING gist
      (body_id WITH =, daterange(from_date, to_date, '[]') WITH &&) WHERE (office = 'CHAIR')
  );
  COMMENT ON TABLE body_member IS 'A seat and its term of office. A deputy counts while the member deputised for is not there.';
`;

const MEETINGS = `
  CREATE TABLE meeting (
    id uuid NOT NULL,
    body_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    kind text NOT NULL,
    held_on date NOT NULL,
    starts_at text NOT NULL,
    place text NOT NULL,
    status text NOT NULL DEFAULT 'PLANNED',
    papers_sent_at timestamptz,
    papers_sent_by uuid,
    opened_at timestamptz,
    closed_at timestamptz,
    minutes_agreed_at timestamptz,
    minutes_agreed_by uuid,
    created_at timestamptz NOT NULL,
    created_by uuid,
    CONSTRAINT meeting_pk PRIMARY KEY (id),
    CONSTRAINT meeting_body FOREIGN KEY (body_id, authority_id, kind) REFERENCES body (id, authority_id, kind),
    CONSTRAINT meeting_of_body UNIQUE (id, body_id, authority_id, kind),
    CONSTRAINT meeting_once_a_day UNIQUE (body_id, held_on),
    CONSTRAINT meeting_status CHECK (status IN ('PLANNED', 'OPEN', 'CLOSED', 'CANCELLED')),
    CONSTRAINT meeting_opened CHECK (status NOT IN ('OPEN', 'CLOSED') OR opened_at IS NOT NULL),
    CONSTRAINT meeting_closed CHECK ((status = 'CLOSED') = (closed_at IS NOT NULL)),
    CONSTRAINT meeting_minutes CHECK (minutes_agreed_at IS NULL OR status = 'CLOSED'),
    CONSTRAINT meeting_starts CHECK (starts_at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$')
  );
  COMMENT ON TABLE meeting IS 'One sitting of a body on one day.';

  CREATE TABLE agenda_item (
    id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    body_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    kind text NOT NULL,
    number integer NOT NULL,
    subject_type text NOT NULL,
    subject_id uuid NOT NULL,
    title text NOT NULL,
    en_bloc boolean NOT NULL,
    added_at timestamptz NOT NULL,
    added_by uuid,
    decided_at timestamptz,
    removed_at timestamptz,
    CONSTRAINT agenda_item_pk PRIMARY KEY (id),
    CONSTRAINT agenda_item_meeting FOREIGN KEY (meeting_id, body_id, authority_id, kind)
      REFERENCES meeting (id, body_id, authority_id, kind),
    CONSTRAINT agenda_item_of_body UNIQUE (id, body_id, authority_id, kind),
    CONSTRAINT agenda_item_number_once UNIQUE (meeting_id, number),
    CONSTRAINT agenda_item_subject CHECK (subject_type ~ '^[A-Z][A-Z_]{2,39}$'),
    CONSTRAINT agenda_item_one_end CHECK (decided_at IS NULL OR removed_at IS NULL)
  );
  COMMENT ON TABLE agenda_item IS 'Something to decide, by the type and id of the record that it is about. The title names no child.';
  COMMENT ON COLUMN agenda_item.removed_at IS 'Taken off, or not reached: it may be put on another agenda.';
  CREATE UNIQUE INDEX agenda_item_subject_once ON agenda_item (subject_type, subject_id)
    WHERE decided_at IS NULL AND removed_at IS NULL;
  CREATE INDEX agenda_item_by_subject ON agenda_item (subject_id, added_at);

  CREATE TABLE agenda_party (
    item_id uuid NOT NULL,
    body_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    kind text NOT NULL,
    organisation_id uuid NOT NULL,
    CONSTRAINT agenda_party_pk PRIMARY KEY (item_id, organisation_id),
    CONSTRAINT agenda_party_item FOREIGN KEY (item_id, body_id, authority_id, kind)
      REFERENCES agenda_item (id, body_id, authority_id, kind)
  );
  COMMENT ON TABLE agenda_party IS 'Organisations that an item is about: whoever sits for one of them is never counted on it.';

  CREATE TABLE agenda_paper (
    item_id uuid NOT NULL,
    body_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    kind text NOT NULL,
    content jsonb NOT NULL,
    outcome text,
    reasons text,
    conditions text,
    written_at timestamptz NOT NULL,
    CONSTRAINT agenda_paper_pk PRIMARY KEY (item_id),
    CONSTRAINT agenda_paper_item FOREIGN KEY (item_id, body_id, authority_id, kind)
      REFERENCES agenda_item (id, body_id, authority_id, kind),
    CONSTRAINT agenda_paper_outcome CHECK (outcome ~ '^[A-Z][A-Z_]{2,39}$'),
    CONSTRAINT agenda_paper_recommends CHECK ((outcome IS NULL) = (reasons IS NULL))
  );
  COMMENT ON TABLE agenda_paper IS 'What lay before the body on an item, and what was recommended. It stands once papers are sent.';

  CREATE TABLE attendance (
    id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    body_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    kind text NOT NULL,
    member_id uuid NOT NULL,
    arrived_at timestamptz NOT NULL,
    left_at timestamptz,
    recorded_by uuid,
    CONSTRAINT attendance_pk PRIMARY KEY (id),
    CONSTRAINT attendance_meeting FOREIGN KEY (meeting_id, body_id, authority_id, kind)
      REFERENCES meeting (id, body_id, authority_id, kind),
    CONSTRAINT attendance_member FOREIGN KEY (member_id, body_id) REFERENCES body_member (id, body_id),
    CONSTRAINT attendance_order CHECK (left_at >= arrived_at)
  );
  COMMENT ON TABLE attendance IS 'Who was in the room, from when to when.';
  CREATE UNIQUE INDEX attendance_once ON attendance (meeting_id, member_id) WHERE left_at IS NULL;

  CREATE TABLE interest (
    id uuid NOT NULL,
    item_id uuid NOT NULL,
    body_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    kind text NOT NULL,
    member_id uuid NOT NULL,
    nature text NOT NULL,
    detail text NOT NULL,
    conflicts boolean NOT NULL,
    facts text,
    declared_at timestamptz NOT NULL,
    declared_by uuid,
    withdrew_at timestamptz,
    CONSTRAINT interest_pk PRIMARY KEY (id),
    CONSTRAINT interest_item FOREIGN KEY (item_id, body_id, authority_id, kind)
      REFERENCES agenda_item (id, body_id, authority_id, kind),
    CONSTRAINT interest_member FOREIGN KEY (member_id, body_id) REFERENCES body_member (id, body_id),
    CONSTRAINT interest_once UNIQUE (item_id, member_id),
    CONSTRAINT interest_nature CHECK (nature IN ('EMPLOYMENT', 'GOVERNANCE', 'FAMILY', 'MONEY', 'OTHER')),
    -- Working for, governing, being related to or paid by a party always conflicts; only another tie may not.
    CONSTRAINT interest_conflicts CHECK (conflicts OR nature = 'OTHER')
  );
  COMMENT ON TABLE interest IS 'A member''s tie to an item. With a conflict they may give facts, then withdraw, and are not counted.';
  CREATE INDEX interest_by_member ON interest (member_id);

  CREATE TABLE motion (
    id uuid NOT NULL,
    item_id uuid NOT NULL,
    body_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    kind text NOT NULL,
    outcome text NOT NULL,
    reasons text NOT NULL,
    conditions text,
    status text NOT NULL DEFAULT 'OPEN',
    method text,
    put_at timestamptz NOT NULL,
    put_by uuid,
    settled_at timestamptz,
    CONSTRAINT motion_pk PRIMARY KEY (id),
    CONSTRAINT motion_item FOREIGN KEY (item_id, body_id, authority_id, kind)
      REFERENCES agenda_item (id, body_id, authority_id, kind),
    CONSTRAINT motion_of_item UNIQUE (id, item_id, body_id, authority_id, kind),
    CONSTRAINT motion_outcome CHECK (outcome ~ '^[A-Z][A-Z_]{2,39}$'),
    CONSTRAINT motion_reasons CHECK (length(btrim(reasons)) > 0),
    CONSTRAINT motion_status CHECK (status IN ('OPEN', 'CARRIED', 'LOST')),
    CONSTRAINT motion_method CHECK (method IN ('CONSENSUS', 'VOTE')),
    CONSTRAINT motion_settled CHECK ((status = 'OPEN') = (settled_at IS NULL) AND (status = 'OPEN' OR method IS NOT NULL))
  );
  COMMENT ON TABLE motion IS 'What exactly is voted on: an outcome with its reasons and conditions. One at a time on an item.';
  CREATE UNIQUE INDEX motion_one_open ON motion (item_id) WHERE status = 'OPEN';

  CREATE TABLE vote (
    motion_id uuid NOT NULL,
    item_id uuid NOT NULL,
    body_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    kind text NOT NULL,
    member_id uuid NOT NULL,
    choice text NOT NULL,
    casting boolean NOT NULL DEFAULT false,
    cast_at timestamptz NOT NULL,
    recorded_by uuid NOT NULL,
    CONSTRAINT vote_pk PRIMARY KEY (motion_id, member_id, casting),
    CONSTRAINT vote_motion FOREIGN KEY (motion_id, item_id, body_id, authority_id, kind)
      REFERENCES motion (id, item_id, body_id, authority_id, kind),
    CONSTRAINT vote_member FOREIGN KEY (member_id, body_id) REFERENCES body_member (id, body_id),
    CONSTRAINT vote_choice CHECK (choice IN ('FOR', 'AGAINST') OR (choice = 'ABSTAIN' AND NOT casting))
  );
  COMMENT ON TABLE vote IS 'How each member voted on a motion, and the chair''s casting vote beside their own. Never changed.';
`;

const MANAGES = `authority_id = (SELECT actor_authority()) AND actor_may(lower(kind) || '.manage')`;
const SITS = `authority_id = (SELECT actor_authority()) AND (actor_may(lower(kind) || '.manage')
    OR actor_may(lower(kind) || '.sit'))`;
/** Bodies whose room the actor may enter: who prepares its meetings, and who holds a seat today. */
const IN_THE_ROOM = 'body_id IN (SELECT id FROM body)';
const ONESELF = `((${MANAGES}) OR member_id IN (SELECT m.id FROM body_member m WHERE m.user_id = (SELECT actor_user())))`;
/** Items on which the actor has declared a conflict. */
const WITHDRAWN = `(SELECT n.item_id FROM interest n JOIN body_member m ON m.id = n.member_id
      WHERE m.user_id = (SELECT actor_user()) AND n.conflicts)`;

const TABLES = [
  'body',
  'body_constituency',
  'body_rule',
  'body_member',
  'meeting',
  'agenda_item',
  'agenda_party',
  'agenda_paper',
  'attendance',
  'interest',
  'motion',
  'vote',
];

const SECURITY = `
  ${TABLES.map((table) => `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;`).join('\n  ')}

  -- Who sits on a body is no secret to those who serve on bodies of that kind.
  CREATE POLICY body_member_read ON body_member FOR SELECT USING (${SITS});
  CREATE POLICY body_member_write ON body_member USING (${MANAGES});
  CREATE POLICY body_read ON body FOR SELECT USING (authority_id = (SELECT actor_authority()) AND (
    actor_may(lower(kind) || '.manage')
    OR (actor_may(lower(kind) || '.sit') AND id IN (SELECT m.body_id FROM body_member m
      WHERE m.user_id = (SELECT actor_user()) AND (SELECT actor_today()) BETWEEN m.from_date AND m.to_date))));
  CREATE POLICY body_write ON body USING (${MANAGES});
  ${[
    'body_constituency',
    'body_rule',
    'meeting',
    'agenda_item',
    'agenda_party',
    'attendance',
    'interest',
    'agenda_paper',
    'motion',
    'vote',
  ]
    .map((table) => `CREATE POLICY ${table}_read ON ${table} FOR SELECT USING (${IN_THE_ROOM});`)
    .join('\n  ')}
  ${['body_constituency', 'body_rule', 'agenda_party', 'agenda_paper']
    .map((table) => `CREATE POLICY ${table}_write ON ${table} USING (${MANAGES});`)
    .join('\n  ')}
  -- The room itself is kept by who prepares the meeting and by its members; guards say who of them may do what.
  ${['meeting', 'agenda_item', 'motion', 'vote']
    .map(
      (table) => `CREATE POLICY ${table}_add ON ${table} FOR INSERT WITH CHECK (${SITS} AND ${IN_THE_ROOM});
  CREATE POLICY ${table}_change ON ${table} FOR UPDATE USING (${SITS} AND ${IN_THE_ROOM});`,
    )
    .join('\n  ')}
  -- Nobody sends somebody else out, or declares an interest for them, but who prepares the meeting.
  ${['attendance', 'interest']
    .map(
      (table) => `CREATE POLICY ${table}_add ON ${table} FOR INSERT WITH CHECK (${IN_THE_ROOM} AND ${ONESELF});
  CREATE POLICY ${table}_change ON ${table} FOR UPDATE USING (${IN_THE_ROOM} AND ${ONESELF});`,
    )
    .join('\n  ')}
  -- Whoever has a conflict sees that there is an item, and no more of it.
  ${['agenda_paper', 'motion', 'vote']
    .map(
      (table) =>
        `CREATE POLICY ${table}_not_to_withdrawn ON ${table} AS RESTRICTIVE USING (item_id NOT IN ${WITHDRAWN});`,
    )
    .join('\n  ')}

  REVOKE DELETE, TRUNCATE ON ${TABLES.join(', ')} FROM placeway_app;
  REVOKE UPDATE ON body_constituency, body_rule, agenda_party, vote FROM placeway_app;
`;
