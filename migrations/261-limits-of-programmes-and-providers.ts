import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a programme may take fewer than its openings offer together, and a provider fewer than its sites: while a tutor is
 *        away, or as much as it was admitted for. Such a limit counts as a site's does, in counters of its own, so that the
 *        database refuses the pupil who is one too many.
 * Locks: the table of holds while its lines are given their programme and provider; an instant on the others.
 * Undo:  drops these limits, data included, and their counters; those of sites stay.
 */
export class LimitsOfProgrammesAndProviders1790000000261 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE programme ADD CONSTRAINT programme_of_provider UNIQUE (id, provider_organisation_id);
      ALTER TABLE site_cap ALTER COLUMN site_id DROP NOT NULL, ADD COLUMN programme_id uuid,
        ADD CONSTRAINT site_cap_programme FOREIGN KEY (programme_id, provider_organisation_id)
          REFERENCES programme (id, provider_organisation_id),
        ADD CONSTRAINT site_cap_provider FOREIGN KEY (provider_organisation_id) REFERENCES provider (organisation_id),
        ADD CONSTRAINT site_cap_scope CHECK (num_nonnulls(site_id, programme_id) <= 1);
      COMMENT ON TABLE site_cap IS 'The most pupils a site, a programme, or (where neither is named) a whole provider takes at a time from a day on, over all openings; the least of these and a site''s registration counts.';
      CREATE INDEX site_cap_by_programme ON site_cap (programme_id) WHERE programme_id IS NOT NULL;
      ${readBy('provider_organisation_id IN (SELECT organisation_id FROM provider)')}

      ALTER TABLE capacity_counter DROP CONSTRAINT capacity_counter_kind;
      ALTER TABLE capacity_counter ADD CONSTRAINT capacity_counter_kind
        CHECK (resource_kind IN ('OPENING', 'PROGRAMME', 'PROVIDER', 'SITE')) NOT VALID;
      COMMENT ON TABLE capacity_counter IS 'Places by week and half day: of an opening what it offers, of a site what its registration and limits allow over all its openings; of a programme or provider only where a limit was set.';

      ALTER TABLE capacity_hold_line ADD COLUMN programme_id uuid, ADD COLUMN provider_organisation_id uuid;
      ${unforced(`UPDATE capacity_hold_line l
        SET programme_id = o.programme_id, provider_organisation_id = o.provider_organisation_id
        FROM opening o WHERE o.id = l.opening_id;`)}
      CREATE FUNCTION capacity_hold_line_names() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        SELECT o.programme_id, o.provider_organisation_id INTO NEW.programme_id, NEW.provider_organisation_id
          FROM opening o WHERE o.id = NEW.opening_id;
        RETURN NEW;
      END $$;
      -- Whoever writes a line need not know them, and the release before this one does not.
      CREATE TRIGGER capacity_hold_line_names BEFORE INSERT ON capacity_hold_line FOR EACH ROW
        WHEN (NEW.programme_id IS NULL OR NEW.provider_organisation_id IS NULL) EXECUTE FUNCTION capacity_hold_line_names();
      ALTER TABLE capacity_hold_line ADD CONSTRAINT capacity_hold_line_named
        CHECK (num_nulls(programme_id, provider_organisation_id) = 0);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER capacity_hold_line_names ON capacity_hold_line;
      DROP FUNCTION capacity_hold_line_names;
      ALTER TABLE capacity_hold_line DROP COLUMN programme_id, DROP COLUMN provider_organisation_id;
      ${unforced(`DELETE FROM capacity_counter WHERE resource_kind IN ('PROGRAMME', 'PROVIDER');
      DELETE FROM site_cap WHERE site_id IS NULL;`)}
      ALTER TABLE capacity_counter DROP CONSTRAINT capacity_counter_kind;
      ALTER TABLE capacity_counter ADD CONSTRAINT capacity_counter_kind CHECK (resource_kind IN ('OPENING', 'SITE'));
      COMMENT ON TABLE capacity_counter IS 'Places by week and half day: of an opening what it offers, of a site what its registration allows over all its openings.';
      ${readBy('site_id IN (SELECT id FROM site)')}
      ALTER TABLE site_cap DROP CONSTRAINT site_cap_scope, DROP CONSTRAINT site_cap_provider, DROP COLUMN programme_id,
        ALTER COLUMN site_id SET NOT NULL;
      COMMENT ON TABLE site_cap IS 'The most pupils a site takes at a time from a day on, over all its openings; the least of these and its registration counts.';
      ALTER TABLE programme DROP CONSTRAINT programme_of_provider;
    `);
  }
}

const readBy = (whom: string): string => `
  DROP POLICY site_cap_read ON site_cap;
  CREATE POLICY site_cap_read ON site_cap FOR SELECT USING (${whom});`;

/** Every row is looked at, whoever's it is. */
function unforced(sql: string): string {
  const tables = ['capacity_hold_line', 'opening', 'capacity_counter', 'site_cap'];
  const each = (force: string) => tables.map((table) => `ALTER TABLE ${table} ${force} ROW LEVEL SECURITY;`).join(' ');
  return `${each('NO FORCE')} ${sql} ${each('FORCE')}`;
}
