import type { Result } from '../kernel/index.js';
import { type PageAnswer, seeOther, type SeeOther, shownHere, withStatus } from './answers.js';
import type { Form, FormValues } from './forms/index.js';

/** Fields under a heading of their own. */
export interface FieldGroup {
  readonly title: string;
  readonly hint?: string;
  readonly fields: readonly string[];
}

/** What a form's page shows around it. */
export interface FormFrame {
  readonly title: string;
  readonly action: string;
  readonly button: string;
  readonly backHref: string;
  readonly caption?: string;
  readonly intro?: string;
  readonly facts?: readonly object[];
  readonly warning?: string;
  readonly version?: number;
  /** Where a long form has headings: every field of it, by name. */
  readonly groups?: readonly FieldGroup[];
}

/** Reads the form and acts: to the next page when that went well, else the same form with what is wrong beside it. */
export async function submit<F, T>(
  { form, frame, body }: { readonly form: Form<F>; readonly frame: FormFrame; readonly body: unknown },
  act: (values: FormValues<F>) => Promise<Result<T>>,
  done: (value: T) => { readonly to: string; readonly say: string },
): Promise<SeeOther | PageAnswer> {
  const filled = form.read(body);
  if (!filled.result.ok) return withStatus(422, { ...frame, form: filled.view() });
  const acted = await act(filled.result.value);
  if (acted.ok) {
    const { to, say } = done(acted.value);
    return seeOther(to, say);
  }
  return withStatus(422, { ...frame, form: filled.view(shownHere(acted.problem)) });
}
