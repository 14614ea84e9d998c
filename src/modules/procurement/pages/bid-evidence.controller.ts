import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, notFound, type Problem } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import { type FormView, Page, seeOther, shownHere, withStatus } from '../../../web/index.js';
import { type Evidence, FindEvidence } from '../../providers/index.js';
import { Apply } from '../application/apply.js';
import { type ApplicationView, ViewApplications } from '../application/view-applications.js';
import { procurementPolicy } from '../procurement.policy.js';
import { bidEvidenceForm, bidEvidenceOf, bidEvidenceStart } from './evidence-forms.js';

const FORM = 'modules/procurement/pages/bid-evidence.njk';

/** The step of a bid in which its provider chooses among the documents it keeps. */
@ApiExcludeController()
@RequirePermission('application.make')
@Controller('applications/:id/documents')
export class BidEvidenceController {
  constructor(
    private readonly apply: Apply,
    private readonly view: ViewApplications,
    private readonly evidence: FindEvidence,
  ) {}

  @Get()
  @Page(FORM)
  async form(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const { view, kept } = await this.own(actor, id);
    return frame(view, bidEvidenceForm(view.evidence, kept).start(bidEvidenceStart(view.evidence)));
  }

  @Post()
  @Page(FORM)
  async choose(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const { view, kept } = await this.own(actor, id);
    const filled = bidEvidenceForm(view.evidence, kept).read(body);
    const again = (problem?: Problem) => withStatus(422, frame(view, filled.view(problem)));
    if (!filled.result.ok) return again();
    const saved = await this.apply.show(actor, id, bidEvidenceOf(view.evidence, filled.result.value));
    return saved.ok ? seeOther(`/applications/${id}`, 'Saved') : again(shownHere(saved.problem));
  }

  private async own(actor: Actor, id: string): Promise<{ view: ApplicationView; kept: readonly Evidence[] }> {
    const view = unwrap(await this.view.one(actor, id));
    if (!procurementPolicy.canChangeBid(actor, view.application)) {
      throw new ProblemException(notFound('application').problem);
    }
    return { view, kept: unwrap(await this.evidence.ofProvider(actor, view.application.providerId)) };
  }
}

const frame = (view: ApplicationView, form: FormView): object => ({
  title: 'Documents',
  action: `/applications/${view.application.id}/documents`,
  isEmpty: view.evidence.length === 0,
  form,
  backHref: `/applications/${view.application.id}`,
});
