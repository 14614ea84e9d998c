/** Fills in whose a row is, from its placement: nobody says so themselves. Nothing is kept before a placement is agreed. */
export const OF_PLACEMENT = `
  CREATE FUNCTION of_agreed_placement() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    SELECT p.authority_id, p.referral_id, p.school_organisation_id
      INTO NEW.authority_id, NEW.referral_id, NEW.school_organisation_id
      FROM placement p WHERE p.id = NEW.placement_id AND p.status IN ('AGREED', 'ACTIVE', 'ENDED');
    IF NOT FOUND THEN
      RAISE EXCEPTION 'no agreed placement' USING ERRCODE = 'check_violation', CONSTRAINT = 'of_agreed_placement';
    END IF;
    RETURN NEW;
  END $$;
`;

const OWN = '(SELECT actor_organisation())';

/** The school and the accepted providers of the placement while they may open that part of the case, and the authority's case people. */
const opens = (scope: 'NEEDS' | 'IDENTITY'): string => `
    (authority_id = (SELECT actor_authority()) AND (SELECT actor_may('${scope.toLowerCase()}.authority')))
    OR (referral_id IN (SELECT party_referrals('${scope}')) AND (school_organisation_id = ${OWN}
      OR placement_id IN (SELECT o.placement_id FROM placement_offer o
        WHERE o.provider_organisation_id = ${OWN} AND o.answer = 'ACCEPTED')))`;

/** Read by whoever opens that part of the placement's file, added by those of them who keep it. */
export const secured = (table: string, scope: 'NEEDS' | 'IDENTITY'): string => `
  ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
  CREATE POLICY ${table}_read ON ${table} FOR SELECT USING (${opens(scope)});
  CREATE POLICY ${table}_add ON ${table} FOR INSERT WITH CHECK ((${opens(scope)}) AND (SELECT actor_may('review.record')));
`;

/** A part of a row is seen by whoever sees the row. */
export const ofParent = (table: string, key: string): string =>
  `EXISTS (SELECT FROM ${table} parent WHERE parent.id = ${key})`;
