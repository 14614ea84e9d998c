import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   an admitted provider that changes hands, moves or wants other prices says so first, and nothing of it counts before
 *        the authority has approved it. An admission ends early by a decision of two people, with notice and the
 *        provider's right of reply.
 * Locks: an instant on admission for its trigger; all tables are new.
 * Undo:  drops announced changes and removals; what was approved stays as it is.
 */
export class ProviderChanges1790000000194 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(GUARDS);
    await runner.query(SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER admission_ends_by_removal ON admission;
      DROP TABLE admission_removal, provider_change;
      DROP SEQUENCE provider_change_number;
      DROP FUNCTION provider_change_stands, admission_removal_stands, admission_ends_by_removal;
    `);
  }
}

const TABLES = `
  CREATE SEQUENCE provider_change_number;
  CREATE TABLE provider_change (
    id uuid NOT NULL,
    reference text NOT NULL DEFAULT 'CH-' || lpad(nextval('provider_change_number')::text, 6, '0'),
    authority_id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    kind text NOT NULL,
    site_id uuid,
    tariff_line_id uuid,
    proposed jsonb NOT NULL,
    why text NOT NULL,
    from_date date NOT NULL,
    status text NOT NULL DEFAULT 'ANNOUNCED',
    reasons text,
    made_id uuid,
    announced_at timestamptz NOT NULL,
    announced_by uuid,
    decided_at timestamptz,
    decided_by uuid,
    CONSTRAINT provider_change_pk PRIMARY KEY (id),
    CONSTRAINT provider_change_reference UNIQUE (reference),
    CONSTRAINT provider_change_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT provider_change_provider FOREIGN KEY (provider_organisation_id) REFERENCES provider (organisation_id),
    CONSTRAINT provider_change_site FOREIGN KEY (site_id, provider_organisation_id)
      REFERENCES site (id, provider_organisation_id),
    CONSTRAINT provider_change_tariff FOREIGN KEY (tariff_line_id) REFERENCES tariff_line (id),
    CONSTRAINT provider_change_kind CHECK (kind IN ('CONTROL', 'NEW_SITE', 'MOVE_SITE', 'PRICE')),
    CONSTRAINT provider_change_about CHECK ((kind = 'MOVE_SITE') = (site_id IS NOT NULL)
      AND (kind = 'PRICE') = (tariff_line_id IS NOT NULL)),
    CONSTRAINT provider_change_status CHECK (status IN ('ANNOUNCED', 'APPROVED', 'REFUSED', 'WITHDRAWN')),
    CONSTRAINT provider_change_decided CHECK ((status IN ('APPROVED', 'REFUSED')) = (decided_at IS NOT NULL)
      AND (decided_at IS NULL) = (reasons IS NULL)),
    CONSTRAINT provider_change_lengths CHECK (length(why) BETWEEN 1 AND 4000 AND length(reasons) BETWEEN 1 AND 4000)
  );
  COMMENT ON TABLE provider_change IS 'A change of control, site or price that a provider announces. It takes effect when the authority approves it, not before.';
  COMMENT ON COLUMN provider_change.made_id IS 'The site that was added, or the price that was drafted and waits for its second signature.';
  CREATE INDEX provider_change_by_authority ON provider_change (authority_id, announced_at DESC, id);
  CREATE INDEX provider_change_by_provider ON provider_change (provider_organisation_id, announced_at DESC, id);

  CREATE TABLE admission_removal (
    id uuid NOT NULL,
    authority_id uuid NOT NULL,
    admission_id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    ground text NOT NULL,
    reasons text NOT NULL,
    last_day date NOT NULL,
    reply_by date NOT NULL,
    status text NOT NULL DEFAULT 'NOTICE',
    reply text,
    replied_at timestamptz,
    replied_by uuid,
    decision text,
    decided_at timestamptz,
    decided_by uuid,
    noticed_at timestamptz NOT NULL,
    noticed_by uuid NOT NULL,
    CONSTRAINT admission_removal_pk PRIMARY KEY (id),
    CONSTRAINT admission_removal_admission FOREIGN KEY (admission_id, authority_id) REFERENCES admission (id, authority_id),
    CONSTRAINT admission_removal_provider FOREIGN KEY (admission_id, provider_organisation_id)
      REFERENCES admission (id, provider_organisation_id),
    CONSTRAINT admission_removal_ground CHECK
      (ground IN ('QUALITY', 'SAFEGUARDING', 'REGISTRATION', 'CONDITIONS', 'INSURANCE', 'FINANCIAL', 'CHANGE_REFUSED')),
    CONSTRAINT admission_removal_status CHECK (status IN ('NOTICE', 'REPLIED', 'REMOVED', 'KEPT')),
    CONSTRAINT admission_removal_replied CHECK (num_nonnulls(reply, replied_at) IN (0, 2)),
    CONSTRAINT admission_removal_decided CHECK ((status IN ('REMOVED', 'KEPT')) = (decided_at IS NOT NULL)
      AND num_nonnulls(decision, decided_at, decided_by) IN (0, 3)),
    CONSTRAINT admission_removal_two_people CHECK (decided_by <> noticed_by),
    CONSTRAINT admission_removal_lengths CHECK (length(reasons) BETWEEN 1 AND 8000 AND length(reply) <= 8000
      AND length(decision) BETWEEN 1 AND 8000)
  );
  COMMENT ON TABLE admission_removal IS 'Notice that an admission is to be ended, what the provider says to it, and what another person decided.';
  CREATE UNIQUE INDEX admission_removal_one_open ON admission_removal (admission_id) WHERE decided_at IS NULL;
  CREATE INDEX admission_removal_by_authority ON admission_removal (authority_id, noticed_at DESC, id);
  CREATE INDEX admission_removal_by_provider ON admission_removal (provider_organisation_id, noticed_at DESC, id);
`;

const GUARDS = `
  CREATE FUNCTION provider_change_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE moved text[] := ARRAY['status', 'reasons', 'made_id', 'decided_at', 'decided_by'];
  BEGIN
    IF OLD.status <> 'ANNOUNCED' OR to_jsonb(NEW) - moved <> to_jsonb(OLD) - moved THEN
      RAISE EXCEPTION 'an announced change stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'provider_change_stands';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER provider_change_stands BEFORE UPDATE ON provider_change FOR EACH ROW EXECUTE FUNCTION provider_change_stands();

  -- Notice stands, and nobody cuts the right of reply short.
  CREATE FUNCTION admission_removal_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE moved text[] := ARRAY['status', 'reply', 'replied_at', 'replied_by', 'decision', 'decided_at', 'decided_by'];
  BEGIN
    IF OLD.decided_at IS NOT NULL OR to_jsonb(NEW) - moved <> to_jsonb(OLD) - moved
      OR (OLD.replied_at IS NOT NULL AND (OLD.reply, OLD.replied_at) IS DISTINCT FROM (NEW.reply, NEW.replied_at))
      -- Only the provider says what it says.
      OR ((OLD.reply, OLD.replied_at, OLD.replied_by) IS DISTINCT FROM (NEW.reply, NEW.replied_at, NEW.replied_by)
        AND OLD.provider_organisation_id IS DISTINCT FROM actor_organisation())
      OR (NEW.decided_at IS NOT NULL AND NEW.replied_at IS NULL AND NEW.reply_by >= actor_today()) THEN
      RAISE EXCEPTION 'notice stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'admission_removal_stands';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER admission_removal_stands BEFORE UPDATE ON admission_removal
    FOR EACH ROW EXECUTE FUNCTION admission_removal_stands();

  -- An admission stands as it was decided; it ends early by a decided removal alone, and not before its notice is over.
  CREATE FUNCTION admission_ends_by_removal() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF to_jsonb(NEW) - 'to_date' <> to_jsonb(OLD) - 'to_date' OR NEW.to_date > OLD.to_date
        OR (NEW.to_date < OLD.to_date AND NOT EXISTS (SELECT FROM admission_removal r WHERE r.admission_id = NEW.id
          AND r.status = 'REMOVED' AND NEW.to_date >= r.last_day)) THEN
      RAISE EXCEPTION 'an admission stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'admission_ends_by_removal';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER admission_ends_by_removal BEFORE UPDATE ON admission FOR EACH ROW EXECUTE FUNCTION admission_ends_by_removal();
`;

const OFFICERS = `authority_id = (SELECT actor_authority()) AND (SELECT actor_is_authority())`;
const OWN = `provider_organisation_id = (SELECT actor_organisation()) AND (SELECT actor_may('quality.answer'))`;
const SECURITY = `
  ${['provider_change', 'admission_removal']
    .map(
      (table) => `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
  CREATE POLICY ${table}_read ON ${table} FOR SELECT USING ((${OFFICERS} AND (SELECT actor_may('quality.manage'))) OR (${OWN}));
  CREATE POLICY ${table}_decide ON ${table} FOR UPDATE USING (${OFFICERS} AND (SELECT actor_may('framework.manage')));
  REVOKE DELETE, TRUNCATE ON ${table} FROM placeway_app;`,
    )
    .join('\n  ')}
  CREATE POLICY provider_change_announce ON provider_change FOR INSERT
    WITH CHECK (authority_id = actor_authority() AND ${OWN} AND status = 'ANNOUNCED');
  CREATE POLICY provider_change_withdraw ON provider_change FOR UPDATE USING (${OWN} AND status = 'ANNOUNCED')
    WITH CHECK (${OWN} AND status = 'WITHDRAWN');
  CREATE POLICY admission_removal_notice ON admission_removal FOR INSERT
    WITH CHECK (${OFFICERS} AND actor_may('framework.manage') AND status = 'NOTICE');
  CREATE POLICY admission_removal_reply ON admission_removal FOR UPDATE USING (${OWN} AND status = 'NOTICE')
    WITH CHECK (${OWN} AND status = 'REPLIED');
`;
