import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDate, invalid, ok, type Result } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import {
  dataTable,
  date,
  defineForm,
  type FormView,
  Page,
  radios,
  seeOther,
  select,
  shownHere,
  text,
  withStatus,
} from '../../../web/index.js';
import { EVIDENCE_KINDS, type EvidenceKind, kindOf } from '../../providers/index.js';
import { EvidenceTerms, type EvidenceTermsView } from '../application/evidence-terms.js';
import { EXPIRY_EFFECTS, type ExpiryEffect } from '../domain/evidence-terms.js';

const PAGE = 'modules/procurement/pages/evidence-terms.njk';

const termForm = defineForm({
  kind: select<EvidenceKind>({
    label: 'Document',
    choices: (Object.keys(EVIDENCE_KINDS) as EvidenceKind[]).map((value) => ({ value, text: kindOf(value).words })),
  }),
  fromDate: date({ label: 'From', hint: 'Today at the earliest' }),
  onExpiry: radios<ExpiryEffect>({
    label: 'When it runs out',
    choices: (Object.keys(EXPIRY_EFFECTS) as ExpiryEffect[]).map((value) => ({ value, text: EXPIRY_EFFECTS[value] })),
  }),
  remindDays: text({
    label: 'Days before its end on which the provider is reminded',
    hint: 'For example, 60, 30, 7',
    max: 60,
  }),
  source: text({ label: 'Where that was decided', max: 500 }),
});

/** What follows on a framework when documents run out. */
@ApiExcludeController()
@Controller('frameworks/:id/document-terms')
export class EvidenceTermsController {
  constructor(private readonly terms: EvidenceTerms) {}

  @Get()
  @RequirePermission('provider.read')
  @Page(PAGE)
  async show(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return model(unwrap(await this.terms.view(actor, id)), termForm.start({ remindDays: '60, 30, 7' }));
  }

  @Post()
  @RequirePermission('framework.manage')
  @Page(PAGE)
  async say(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const view = unwrap(await this.terms.view(actor, id));
    const filled = termForm.read(body);
    if (!filled.result.ok) return withStatus(422, model(view, filled.view()));
    const days = daysIn(filled.result.value.remindDays);
    const said = days.ok ? await this.terms.say(actor, id, { ...filled.result.value, remindDays: days.value }) : days;
    if (said.ok) return seeOther(`/frameworks/${id}/document-terms`, 'The term is recorded');
    return withStatus(422, model(view, filled.view(shownHere(said.problem))));
  }
}

function daysIn(typed: string): Result<number[]> {
  const parts = typed.split(/[\s,]+/).filter((part) => part !== '');
  return parts.every((part) => /^\d{1,3}$/.test(part)) ? ok(parts.map(Number)) : invalid('remindDays', 'remind-days');
}

const model = ({ framework, today, said, mayChange }: EvidenceTermsView, form: FormView): object => ({
  title: 'When documents run out',
  caption: framework.name,
  today: dataTable({
    caption: 'What follows today',
    columns: ['Document', 'When it runs out', 'Reminders, days before', 'Decided'].map((heading) => ({ heading })),
    rows: today.map((one) => [
      kindOf(one.kind as EvidenceKind).words,
      EXPIRY_EFFECTS[one.onExpiry],
      one.remindDays.join(', '),
      one.source,
    ]),
  }),
  said: dataTable({
    caption: 'What this framework has said',
    columns: ['Document', 'From', 'When it runs out', 'Decided'].map((heading) => ({ heading })),
    rows: said.map((one) => [
      kindOf(one.kind as EvidenceKind).words,
      formatDate(one.fromDate),
      EXPIRY_EFFECTS[one.onExpiry],
      one.source,
    ]),
    empty: 'Nothing yet: the starting terms count.',
  }),
  form: mayChange ? form : null,
  action: `/frameworks/${framework.id}/document-terms`,
  backHref: `/frameworks/${framework.id}`,
});
