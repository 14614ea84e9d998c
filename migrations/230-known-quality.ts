import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   the matching and whoever decides weigh what is known of a provider's quality, and may read neither bids nor the
 *        notes of due diligence. They are told the latest look at the rule on inspections and the moderated total of the
 *        latest bid that was decided, each with its day, and nothing else: before its decision a bid is its evaluators'.
 * Locks: an instant on diligence_check, recommendation and admission_case.
 * Undo:  drops the function and the look-ups; every provider's quality is not known again.
 */
export class KnownQuality1790000000230 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(KNOWN);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION quality_known(uuid, uuid[], date);
      DROP POLICY diligence_check_lookup ON diligence_check;
      DROP POLICY recommendation_lookup ON recommendation;
      DROP POLICY admission_case_lookup ON admission_case;
      DROP INDEX diligence_check_of_provider;
    `);
  }
}

const KNOWN = `
  CREATE POLICY diligence_check_lookup ON diligence_check FOR SELECT TO CURRENT_USER USING (true);
  CREATE POLICY recommendation_lookup ON recommendation FOR SELECT TO CURRENT_USER USING (true);
  CREATE POLICY admission_case_lookup ON admission_case FOR SELECT TO CURRENT_USER USING (true);
  CREATE INDEX diligence_check_of_provider ON diligence_check (authority_id, code, provider_organisation_id);

  CREATE FUNCTION quality_known(p_authority uuid, p_providers uuid[], p_on date)
  RETURNS TABLE (provider_organisation_id uuid, kind text, known_on date, basis_points integer)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.provider_organisation_id, 'INSPECTION', c.checked_on, CASE c.outcome WHEN 'CONFIRMED' THEN 10000 ELSE 0 END
      FROM (SELECT DISTINCT ON (d.provider_organisation_id) d.provider_organisation_id, d.checked_on, d.outcome
              FROM diligence_check d
             WHERE d.authority_id = p_authority AND d.code = 'INSPECTION' AND d.checked_on <= p_on
               AND d.provider_organisation_id = ANY (p_providers)
             ORDER BY d.provider_organisation_id, d.checked_on DESC, d.recorded_at DESC, d.n DESC) c
     WHERE c.outcome <> 'NOT_APPLICABLE' AND p_authority = actor_authority() AND actor_may('options.authority')
    UNION ALL
    -- Of a bid for several lots, the mean of the totals on those that are decided and, where that is asked, signed.
    SELECT b.provider_organisation_id, 'SCORE', b.moderated_on, b.basis_points
      FROM (SELECT DISTINCT ON (a.provider_organisation_id) a.provider_organisation_id,
                   (e.moderated_at AT TIME ZONE 'Europe/London')::date AS moderated_on,
                   round(t.mean)::integer AS basis_points
              FROM application a JOIN evaluation e ON e.application_id = a.id
              JOIN LATERAL (SELECT avg(r.weighted_points * 10000.0 / r.weighted_points_of) AS mean FROM recommendation r
                WHERE r.application_id = a.id AND r.weighted_points IS NOT NULL AND EXISTS (SELECT FROM admission_case c
                  WHERE c.application_id = r.application_id AND c.lot_id = r.lot_id AND c.status IN ('ADMITTED', 'REFUSED'))
              ) t ON t.mean IS NOT NULL
             WHERE a.authority_id = p_authority AND a.provider_organisation_id = ANY (p_providers)
               AND (e.moderated_at AT TIME ZONE 'Europe/London')::date <= p_on
             ORDER BY a.provider_organisation_id, e.moderated_at DESC, a.id DESC) b
     WHERE p_authority = actor_authority() AND actor_may('options.authority')
  $$;
  REVOKE ALL ON FUNCTION quality_known(uuid, uuid[], date) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION quality_known(uuid, uuid[], date) TO placeway_app;
`;
