import type { DateOnly, Pence } from '../../../kernel/index.js';
import { CONTENTS } from '../../../platform/index.js';
import {
  checkboxes,
  date,
  defineForm,
  type Field,
  file,
  type Form,
  money,
  text,
  textarea,
  type UploadedFile,
} from '../../../web/index.js';
import { EVIDENCE_MEGABYTES_MAX, type IncomingEvidence } from '../application/keep-evidence.js';
import type { EvidenceDetails } from '../domain/evidence.js';
import { type EvidenceKind, kindOf } from '../domain/evidence-kinds.js';

interface Site {
  readonly id: string;
  readonly name: string;
}

const ENDINGS = Object.values(CONTENTS).map(({ ending }) => ending);
const TYPES = 'PDF, JPEG, PNG, Word, Excel or OpenDocument';

interface Fields {
  readonly title: Field<string | null>;
  readonly reference: Field<string | null>;
  readonly issuer: Field<string | null>;
  readonly coverPence: Field<Pence | null>;
  readonly validFrom: Field<DateOnly | null>;
  readonly validTo: Field<DateOnly | null>;
  readonly siteIds: Field<readonly string[]>;
  readonly file: Field<UploadedFile | null>;
  readonly file2: Field<UploadedFile | null>;
  readonly file3: Field<UploadedFile | null>;
  readonly statement: Field<string | null>;
}
type EvidenceForm = Form<Partial<Fields>>;

const upload = (label: string, hint: string): Field<UploadedFile | null> =>
  file({ label, hint, maxMegabytes: EVIDENCE_MEGABYTES_MAX, endings: ENDINGS, byContent: true, optional: true });

/** What is asked for a document of this kind; what the kind has no use for is left out. */
export function evidenceForm(kind: EvidenceKind, sites: readonly Site[]): EvidenceForm {
  const { lasts, cover, statement } = kindOf(kind);
  const one = sites.map(({ id, name }) => ({ value: id, text: name }));
  return defineForm<Partial<Fields>>({
    ...(kind === 'OTHER' ? { title: text({ label: 'What is it?', max: 200, optional: true }) } : {}),
    reference: text({ label: 'Number', hint: 'Policy, certificate or registration number', max: 100, optional: true }),
    issuer: text({ label: 'Issued by', max: 200, optional: true }),
    ...(cover === true ? { coverPence: money({ label: 'Sum insured for any one claim', optional: true }) } : {}),
    validFrom: date({ label: 'Valid from', optional: true }),
    validTo: date({ label: lasts === 'ENDS' ? 'Valid to' : 'To be reviewed by', optional: true }),
    ...(one.length === 0
      ? {}
      : {
          siteIds: checkboxes({
            label: 'Which sites is it for?',
            hint: 'Choose none if it is for the whole organisation',
            choices: one,
            optional: true,
          }),
        }),
    file: upload('File', `${TYPES}, up to ${EVIDENCE_MEGABYTES_MAX} MB`),
    file2: upload('A second file', 'Only if it has another part'),
    file3: upload('A third file', 'Only if it has another part'),
    ...(statement === undefined
      ? {}
      : {
          statement: textarea({
            label: 'Or confirm it here in writing',
            hint: `Instead of a file. For example: ${statement}`,
            max: 4000,
            rows: 4,
            optional: true,
          }),
        }),
  });
}

type Values = { readonly [K in keyof Fields]?: Fields[K] extends Field<infer T> ? T : never };

export const detailsOf = (kind: EvidenceKind, values: Values): EvidenceDetails => ({
  kind,
  title: values.title ?? null,
  reference: values.reference ?? null,
  issuer: values.issuer ?? null,
  coverPence: values.coverPence ?? null,
  statement: values.statement ?? null,
  validFrom: values.validFrom ?? null,
  validTo: values.validTo ?? null,
  siteIds: values.siteIds ?? [],
});

export const uploadsIn = (values: Values): IncomingEvidence[] =>
  [values.file, values.file2, values.file3].flatMap((one) => (one ? [{ path: one.path, name: one.name }] : []));

/** A newer document starts with what the older one said; its dates are its own. */
export const replacementStart = (kind: EvidenceKind, old: EvidenceDetails, sites: readonly Site[]): Values => ({
  ...(kind === 'OTHER' ? { title: old.title } : {}),
  reference: old.reference,
  issuer: old.issuer,
  ...(kindOf(kind).cover === true ? { coverPence: old.coverPence } : {}),
  ...(sites.length === 0 ? {} : { siteIds: old.siteIds.filter((id) => sites.some((site) => site.id === id)) }),
});
