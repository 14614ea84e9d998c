import { invalid, ok, parsePostcode, type Result } from '../../../kernel/index.js';
import {
  type Choice,
  choicesOf,
  date,
  defineForm,
  Form,
  type FormView,
  money,
  radios,
  select,
  text,
  textarea,
  wholeNumber,
} from '../../../web/index.js';
import { CHANGE_KINDS, type ChangeGiven, type ChangeKind, type Proposed } from '../domain/provider-change.js';

const always = {
  fromDate: date({ label: 'From' }),
  why: textarea({ label: 'Why, and what changes for pupils', max: 4000 }),
};
const place = {
  address: textarea({ label: 'Address', max: 500, rows: 3 }),
  postcode: text({ label: 'Postcode', max: 10, width: 10 }),
  easting: wholeNumber({ label: 'Easting', hint: 'In metres, where you know it', optional: true, width: 10 }),
  northing: wholeNumber({ label: 'Northing', optional: true, width: 10 }),
};

export const chooseKindForm = defineForm({
  kind: radios<ChangeKind>({ label: 'What changes?', choices: choicesOf(CHANGE_KINDS) }),
});
const OUTCOMES = { APPROVED: 'Approve it', REFUSED: 'Refuse it' } as const;
export const decideForm = defineForm({
  outcome: radios<keyof typeof OUTCOMES>({ label: 'Decision', choices: choicesOf(OUTCOMES) }),
  reasons: textarea({ label: 'Reasons', hint: 'The provider reads them', max: 4000 }),
});
export const withdrawForm = defineForm({});

interface ChangeForm {
  readonly form: Form<unknown>;
  start(): FormView;
  given(values: unknown): Result<ChangeGiven>;
}

/** The form for a kind of change, and what its answers announce. */
function changeForm<F>(form: Form<F>, proposed: (values: never) => Result<Proposed>): ChangeForm {
  return {
    form: form as Form<unknown>,
    start: () => form.start(),
    given: (values) => {
      const said = proposed(values as never);
      const { why, fromDate = null } = values as Pick<ChangeGiven, 'why'> & Partial<Pick<ChangeGiven, 'fromDate'>>;
      return said.ok ? ok({ proposed: said.value, why, fromDate }) : said;
    },
  };
}

interface PlaceValues {
  readonly address: string;
  readonly postcode: string;
  readonly easting: number | null;
  readonly northing: number | null;
}

function placeOf({ address, postcode, easting, northing }: PlaceValues) {
  const parsed = parsePostcode(postcode, 'postcode');
  if (!parsed.ok) return parsed;
  if ((easting === null) !== (northing === null)) return invalid(easting === null ? 'easting' : 'northing', 'required');
  const grid = easting === null || northing === null ? null : { easting, northing };
  return ok({ address, postcode: parsed.value, grid });
}

export function changeFormOf(kind: ChangeKind, choices: readonly Choice[]): ChangeForm {
  if (kind === 'CONTROL') {
    const form = defineForm({
      owner: text({ label: 'New owner or company', max: 200 }),
      companyNumber: text({ label: 'Company number', max: 8, width: 10, optional: true }),
      name: text({ label: 'Name of the provider from then on', max: 200 }),
      ...always,
    });
    return changeForm(form, ({ name, owner, companyNumber }: Omit<Proposed & { kind: 'CONTROL' }, 'kind'>) =>
      ok({ kind, name, owner, companyNumber: companyNumber === null ? null : companyNumber.toUpperCase() }),
    );
  }
  if (kind === 'NEW_SITE') {
    const form = defineForm({ name: text({ label: 'Name of the site', max: 200 }), ...place, ...always });
    return changeForm(form, ({ name, ...values }: PlaceValues & { name: string }) => {
      const found = placeOf(values);
      return found.ok ? ok({ kind, name, ...found.value }) : found;
    });
  }
  if (kind === 'MOVE_SITE') {
    const form = defineForm({ siteId: select({ label: 'Site that moves', choices }), ...place, ...always });
    return changeForm(form, ({ siteId, ...values }: PlaceValues & { siteId: string }) => {
      const found = placeOf(values);
      return found.ok ? ok({ kind, siteId, ...found.value }) : found;
    });
  }
  if (kind === 'CLOSE_SITE') {
    const form = defineForm({
      siteId: select({ label: 'Site that closes', choices }),
      fromDate: date({ label: 'Closed from', hint: 'The first day on which nobody is taught there' }),
      why: always.why,
    });
    return changeForm(form, ({ siteId }: { siteId: string }) => ok({ kind, siteId }));
  }
  if (kind === 'KEEP_SITE') {
    const form = defineForm({
      siteId: select({ label: 'Site that stays open', choices }),
      why: textarea({ label: 'Why it stays open', max: 4000 }),
    });
    return changeForm(form, ({ siteId }: { siteId: string }) => ok({ kind, siteId }));
  }
  const form = defineForm({
    tariffLineId: select({ label: 'Price that changes', choices }),
    netPence: money({ label: 'New price, net of VAT' }),
    ...always,
  });
  return changeForm(form, ({ tariffLineId, netPence }: Omit<Proposed & { kind: 'PRICE' }, 'kind'>) =>
    ok({ kind, tariffLineId, netPence }),
  );
}
