import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, isUuid, notFound, type Problem } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import {
  FORM_PAGE,
  type Choice,
  date,
  defineForm,
  Page,
  problemWords,
  seeOther,
  select,
  shownHere,
  textarea,
  withStatus,
} from '../../../web/index.js';
import { type Meeting, meetingField, ViewMeetings } from '../../panels/index.js';
import { type FrameworkSummary, ManageFramework } from '../../procurement/index.js';
import { BoardHome } from '../application/board-home.js';
import { Letters } from '../application/letters.js';
import { PrepareAdmissions } from '../application/prepare-admissions.js';
import { SignAdmissions } from '../application/sign-admissions.js';
import { caseModel, roundModel, signaturesModel } from './admissions.view.js';
import { meetingChoice } from './board-policies.controller.js';

const CASE = 'modules/governance/pages/case.njk';

/** Applicants before the board: a round's paper, one provider without a round, and the authority's signature. */
@ApiExcludeController()
@Controller('board')
export class AdmissionsController {
  constructor(
    private readonly prepare: PrepareAdmissions,
    private readonly signing: SignAdmissions,
    private readonly letters: Letters,
    private readonly frameworks: ManageFramework,
    private readonly view: ViewMeetings,
    private readonly home: BoardHome,
  ) {}

  @Get('rounds/:roundId')
  @RequirePermission('board.manage')
  @Page('modules/governance/pages/round.njk')
  async round(@CurrentActor() actor: Actor, @Param('roundId', IdPipe) roundId: string): Promise<object> {
    const found = unwrap(await this.prepare.round(actor, roundId));
    return { ...roundModel(found), form: meetingChoice(await this.view.ahead(actor, 'BOARD')).start() };
  }

  @Post('rounds/:roundId')
  @RequirePermission('board.manage')
  @Page('modules/governance/pages/round.njk')
  async putRound(
    @CurrentActor() actor: Actor,
    @Param('roundId', IdPipe) roundId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const found = unwrap(await this.prepare.round(actor, roundId));
    const filled = meetingChoice(await this.view.ahead(actor, 'BOARD')).read(body);
    if (!filled.result.ok) return withStatus(422, { ...roundModel(found), form: filled.view() });
    const { meetingId } = filled.result.value;
    const put = await this.prepare.putRound(actor, roundId, meetingId);
    if (put.ok) return seeOther(`/board/meetings/${meetingId}`, 'The round is on the agenda');
    return withStatus(422, { ...roundModel(found), form: filled.view(shownHere(put.problem)) });
  }

  @Get('frameworks/:frameworkId/lots/:lotId/admission')
  @RequirePermission('board.manage')
  @Page(FORM_PAGE)
  async directForm(
    @CurrentActor() actor: Actor,
    @Param('frameworkId', IdPipe) frameworkId: string,
    @Param('lotId', IdPipe) lotId: string,
  ): Promise<object> {
    const { framework, frame, form } = await this.direct(actor, frameworkId, lotId);
    return { ...frame, form: form.start({ toDate: framework.endsOn }) };
  }

  @Post('frameworks/:frameworkId/lots/:lotId/admission')
  @RequirePermission('board.manage')
  @Page(FORM_PAGE)
  async putDirect(
    @CurrentActor() actor: Actor,
    @Param('frameworkId', IdPipe) frameworkId: string,
    @Param('lotId', IdPipe) lotId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const { frame, form } = await this.direct(actor, frameworkId, lotId);
    const filled = form.read(body);
    if (!filled.result.ok) return withStatus(422, { ...frame, form: filled.view() });
    const { meetingId, evidence, ...asked } = filled.result.value;
    const command = { frameworkId, lotId, evidence: evidence ?? '', ...asked };
    const put = await this.prepare.putDirect(actor, command, meetingId);
    if (put.ok) return seeOther(`/board/items/${put.value}`, 'The provider is on the agenda');
    return withStatus(422, { ...frame, form: filled.view(shownHere(put.problem)) });
  }

  @Get('signatures')
  @RequirePermission('framework.manage')
  @Page('modules/governance/pages/signatures.njk')
  async signatures(@CurrentActor() actor: Actor): Promise<object> {
    return signaturesModel(await this.signing.toSign(actor));
  }

  /** All that were listed, and none that came since. */
  @Post('signatures')
  @RequirePermission('framework.manage')
  @Page('modules/governance/pages/signatures.njk')
  async signAll(
    @CurrentActor() actor: Actor,
    @Body() body: Readonly<Record<string, string | string[]>>,
  ): Promise<object> {
    const caseIds = [body['caseId'] ?? []].flat().filter(isUuid).slice(0, 500);
    const signed = await this.signing.sign(actor, caseIds);
    if (signed.ok) return seeOther('/board/signatures', `Signed: ${signed.value}. Their letters are sent`);
    return withStatus(422, signaturesModel(await this.signing.toSign(actor), signed.problem));
  }

  @Get('admissions/:caseId')
  @Page(CASE)
  admission(@CurrentActor() actor: Actor, @Param('caseId', IdPipe) caseId: string): Promise<object> {
    return this.case(actor, caseId);
  }

  @Post('admissions/:caseId/signature')
  @RequirePermission('framework.manage')
  @Page(CASE)
  async sign(@CurrentActor() actor: Actor, @Param('caseId', IdPipe) caseId: string): Promise<object> {
    const signed = await this.signing.sign(actor, [caseId]);
    if (signed.ok) return seeOther(`/board/admissions/${caseId}`, 'The admission is signed, and the letter is sent');
    return withStatus(422, await this.case(actor, caseId, shownHere(signed.problem)));
  }

  private async case(actor: Actor, caseId: string, refused?: Problem): Promise<object> {
    const found = unwrap(await this.signing.one(actor, caseId));
    const letter = await this.letters.ofCase(actor, caseId);
    const errors = refused && [{ text: problemWords(refused) }];
    return { ...caseModel(actor, found, letter), errors };
  }

  private async direct(actor: Actor, frameworkId: string, lotId: string) {
    const framework = unwrap(await this.frameworks.led(actor, frameworkId));
    const lot = framework.lots.find(({ id }) => id === lotId);
    if (lot === undefined) throw new ProblemException(notFound('lot').problem);
    const providers = await this.home.providers(actor);
    const form = directForm(providers, await this.view.ahead(actor, 'BOARD'));
    return { framework, form, frame: directFrame(framework, lot) };
  }
}

const directForm = (providers: readonly Choice[], meetings: readonly Meeting[]) =>
  defineForm({
    providerId: select({ label: 'Provider', choices: providers }),
    fromDate: date({ label: 'First day' }),
    toDate: date({ label: 'Last day' }),
    reasons: textarea({ label: 'Why the board should admit it', max: 4000 }),
    evidence: textarea({
      label: 'Evidence',
      hint: 'What was seen and checked, and by whom',
      max: 4000,
      optional: true,
    }),
    meetingId: meetingField(meetings),
  });

const directFrame = (framework: FrameworkSummary, lot: FrameworkSummary['lots'][number]): object => ({
  title: `Put a provider to the board for lot ${lot.number}`,
  intro:
    'A provider is admitted by the board’s decision only. One that comes without a round is always taken by itself.',
  facts: [
    { label: 'Framework', value: framework.name },
    { label: 'Lot', value: lot.name },
  ],
  action: `/board/frameworks/${framework.id}/lots/${lot.id}/admission`,
  button: 'Put it on the agenda',
  backHref: `/frameworks/${framework.id}`,
});
