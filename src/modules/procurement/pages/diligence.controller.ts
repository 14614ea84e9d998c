import { Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, type Clock, formatDate, londonDate, may, notFound } from '../../../kernel/index.js';
import { CLOCK, CurrentActor, IdPipe, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import {
  dataTable,
  date,
  defineForm,
  type FormView,
  Page,
  radios,
  seeOther,
  shownHere,
  type StatusTag,
  tag,
  textarea,
  versionOf,
  withStatus,
} from '../../../web/index.js';
import { type DiligenceLine, type DiligenceRecord, DueDiligence } from '../application/due-diligence.js';
import { CHECK_OUTCOMES, type CheckOutcome, type FindingState } from '../domain/diligence.js';
import { DILIGENCE_THEMES, type DiligenceTheme } from '../domain/diligence-list.js';
import type { DiligenceSubject } from '../persistence/diligence.store.js';

const PAGE = 'modules/procurement/pages/diligence.njk';
const CHECK = 'modules/procurement/pages/diligence-check.njk';

const checkForm = defineForm({
  outcome: radios<CheckOutcome>({
    label: 'What do you say?',
    choices: (Object.keys(CHECK_OUTCOMES) as CheckOutcome[]).map((value) => ({ value, text: CHECK_OUTCOMES[value] })),
  }),
  checkedOn: date({ label: 'Checked on' }),
  note: textarea({ label: 'What you looked at', max: 2000, rows: 4 }),
});

const STATES: Readonly<Record<FindingState, StatusTag>> = {
  MET: tag('Found met', 'green'),
  NOT_MET: tag('Found not met', 'red'),
  UNKNOWN: tag('Look yourself', 'blue'),
  NOT_APPLICABLE: tag('Does not apply', 'grey'),
};

/** Due diligence of a bid and of an admitted provider: every check with what was found, and the page to confirm one. */
@ApiExcludeController()
@RequirePermission('evidence.read')
@Controller()
export class DiligenceController {
  constructor(
    private readonly diligence: DueDiligence,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('diligence/applications/:id')
  @Page(PAGE)
  async ofApplication(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.list(actor, 'application', id);
  }

  @Get('diligence/admissions/:id')
  @Page(PAGE)
  async ofAdmission(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.list(actor, 'admission', id);
  }

  @Get('diligence/applications/:id/:code')
  @Page(CHECK)
  async oneOfApplication(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('code') code: string,
  ): Promise<object> {
    return this.form(actor, 'application', { id, code });
  }

  @Get('diligence/admissions/:id/:code')
  @Page(CHECK)
  async oneOfAdmission(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('code') code: string,
  ): Promise<object> {
    return this.form(actor, 'admission', { id, code });
  }

  @Post('diligence/applications/:id/:code')
  @Page(CHECK)
  async recordForApplication(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('code') code: string,
    @Body() body: unknown,
  ): Promise<object> {
    return this.record(actor, 'application', { id, code, body });
  }

  @Post('diligence/admissions/:id/:code')
  @Page(CHECK)
  async recordForAdmission(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('code') code: string,
    @Body() body: unknown,
  ): Promise<object> {
    return this.record(actor, 'admission', { id, code, body });
  }

  private async list(actor: Actor, of: DiligenceSubject['of'], id: string): Promise<object> {
    return listModel(unwrap(await this.diligence.view(actor, of, id)));
  }

  private async form(
    actor: Actor,
    of: DiligenceSubject['of'],
    { id, code }: { readonly id: string; readonly code: string },
  ): Promise<object> {
    const { record, line } = await this.line(actor, of, { id, code });
    return checkModel(actor, record, line, checkForm.start({ checkedOn: londonDate(this.clock.now()) }));
  }

  private async record(
    actor: Actor,
    of: DiligenceSubject['of'],
    { id, code, body }: { readonly id: string; readonly code: string; readonly body: unknown },
  ): Promise<object> {
    const { record, line } = await this.line(actor, of, { id, code });
    const filled = checkForm.read(body);
    if (!filled.result.ok) return withStatus(422, checkModel(actor, record, line, filled.view()));
    // The page sends one more than it showed, because nought is no version.
    const seen = versionOf(body) - 1;
    const said = await this.diligence.record(actor, { of, id, code: line.check.code, seen }, filled.result.value);
    if (said.ok) return seeOther(pathOf(record.subject), 'The check is recorded');
    return withStatus(422, checkModel(actor, record, line, filled.view(shownHere(said.problem))));
  }

  private async line(
    actor: Actor,
    of: DiligenceSubject['of'],
    { id, code }: { readonly id: string; readonly code: string },
  ): Promise<{ record: DiligenceRecord; line: DiligenceLine }> {
    const record = unwrap(await this.diligence.view(actor, of, id));
    const line = record.lines.find(({ check }) => check.code === code.toUpperCase().replaceAll('-', '_'));
    if (line === undefined || slugOf(line) !== code) throw new ProblemException(notFound('page').problem);
    return { record, line };
  }
}

const pathOf = ({ of, id }: DiligenceSubject): string => `/diligence/${of}s/${id}`;
const slugOf = ({ check }: DiligenceLine): string => check.code.toLowerCase().replaceAll('_', '-');

function saidWords({ said }: DiligenceLine): string {
  if (said === null) return 'Nobody has looked yet';
  return `${CHECK_OUTCOMES[said.outcome]} by ${said.recordedByName} on ${formatDate(said.checkedOn)}`;
}

function listModel(record: DiligenceRecord): object {
  const { subject, lines, outstanding, notMet, contradicted } = record;
  return {
    title: `Due diligence: ${subject.providerName}`,
    facts: [
      { label: 'Still to look at', value: String(outstanding) },
      { label: 'Not met', value: String(notMet) },
      { label: 'Confirmed, and found not met today', value: String(contradicted) },
      { label: 'Rule on inspections', value: record.rule.words },
      { label: 'Where that rule is from', value: record.rule.source },
      { label: 'List', value: record.listVersion },
    ],
    tables: (Object.keys(DILIGENCE_THEMES) as DiligenceTheme[]).map((theme) =>
      dataTable({
        caption: DILIGENCE_THEMES[theme],
        columns: ['Check', 'Found today', 'Officer'].map((heading) => ({ heading })),
        rows: lines
          .filter(({ check }) => check.theme === theme)
          .map((line) => [
            { text: line.check.title, href: `${pathOf(subject)}/${slugOf(line)}` },
            { text: '', tag: STATES[line.finding.state], note: line.finding.words.join(' ') },
            { text: saidWords(line), ...(line.said === null ? {} : { note: line.said.note }) },
          ]),
      }),
    ),
    backHref: subject.of === 'application' ? `/applications/${subject.id}` : `/providers/${subject.providerId}`,
  };
}

function checkModel(actor: Actor, { subject }: DiligenceRecord, line: DiligenceLine, form: FormView): object {
  return {
    title: line.check.title,
    caption: subject.providerName,
    finding: { tag: STATES[line.finding.state], words: line.finding.words },
    said: line.said && { words: saidWords(line), note: line.said.note, found: line.said.foundWords },
    isStandard: line.check.standard === true,
    mayRecord: may(actor, 'diligence.record') && actor.authorityId === subject.authorityId,
    action: `${pathOf(subject)}/${slugOf(line)}`,
    version: line.looks + 1,
    form,
    backHref: pathOf(subject),
  };
}
