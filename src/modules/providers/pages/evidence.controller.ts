import { Body, Controller, Get, Inject, Param, Post, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { type Actor, type Clock, londonDate, notFound, type Problem } from '../../../kernel/index.js';
import {
  CLOCK,
  CurrentActor,
  IdPipe,
  ProblemException,
  RequirePermission,
  unwrap,
  VirusScanner,
} from '../../../platform/index.js';
import { type FormView, Page, seeOther, type UploadedFile, Uploads, withStatus } from '../../../web/index.js';
import { FindEvidence } from '../application/find-evidence.js';
import { FindProviders } from '../application/find-providers.js';
import { KeepEvidence } from '../application/keep-evidence.js';
import { type EvidenceKind, kindFromSlug, kindOf, slugOf } from '../domain/evidence-kinds.js';
import { providerPolicy } from '../providers.policy.js';
import { detailsOf, evidenceForm, replacementStart, uploadsIn } from './evidence-forms.js';
import { evidenceModel, evidenceName, evidenceTable, kindGroups, waitingWords } from './evidence-views.js';

const LIST = 'modules/providers/pages/evidence-list.njk';
const FORM = 'modules/providers/pages/evidence-form.njk';
const ONE = 'modules/providers/pages/evidence.njk';

/** A provider's documents: its own people keep them, and an authority reads those that it was shown. */
@ApiExcludeController()
@Controller()
export class EvidenceController {
  constructor(
    private readonly find: FindEvidence,
    private readonly keep: KeepEvidence,
    private readonly providers: FindProviders,
    private readonly scanner: VirusScanner,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('evidence')
  @RequirePermission('evidence.manage')
  @Page(LIST)
  async own(@CurrentActor() actor: Actor): Promise<object> {
    const documents = unwrap(await this.find.ofProvider(actor, actor.organisationId ?? ''));
    return {
      title: 'Documents',
      intro: 'Keep each document once. Applications use it from here, and you are reminded before it ends.',
      waiting: waitingWords(documents, this.scanner.isConfigured),
      table: evidenceTable(documents, this.today(), 'No document has been kept yet. Add your insurance first.'),
      mayKeep: true,
    };
  }

  @Get('providers/:id/evidence')
  @RequirePermission('evidence.read')
  @Page(LIST)
  async ofProvider(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const provider = unwrap(await this.providers.detail(actor, id));
    const documents = unwrap(await this.find.ofProvider(actor, id));
    return {
      title: `Documents of ${provider.name}`,
      intro: 'What the provider has shown with an application that is open, or keeps as an admitted provider.',
      waiting: null,
      table: evidenceTable(documents, this.today(), 'It has shown your authority no document.'),
      mayKeep: false,
      backHref: `/providers/${id}`,
      backText: provider.name,
    };
  }

  @Get('evidence/new')
  @RequirePermission('evidence.manage')
  @Page('modules/providers/pages/evidence-kinds.njk')
  async choose(@CurrentActor() actor: Actor): Promise<object> {
    const documents = unwrap(await this.find.ofProvider(actor, actor.organisationId ?? ''));
    return { title: 'Add a document', groups: kindGroups(documents), backHref: '/evidence', backText: 'All documents' };
  }

  @Get('evidence/new/:kind')
  @RequirePermission('evidence.manage')
  @Page(FORM)
  async form(@CurrentActor() actor: Actor, @Param('kind') slug: string): Promise<object> {
    const kind = kindNamed(slug);
    return newFrame(kind, evidenceForm(kind, await this.find.sites(actor)).start());
  }

  @Post('evidence/new/:kind')
  @RequirePermission('evidence.manage')
  @Page(FORM)
  async add(
    @CurrentActor() actor: Actor,
    @Param('kind') slug: string,
    @Body() body: unknown,
    @Uploads() files: Readonly<Record<string, UploadedFile>>,
  ): Promise<object> {
    const kind = kindNamed(slug);
    const filled = evidenceForm(kind, await this.find.sites(actor)).read(body, files);
    const again = (problem?: Problem) => withStatus(422, newFrame(kind, filled.view(problem)));
    if (!filled.result.ok) return again();
    const { value } = filled.result;
    const kept = await this.keep.run(actor, detailsOf(kind, value), uploadsIn(value));
    return kept.ok ? seeOther(`/evidence/${kept.value}`, 'The document is kept') : again(kept.problem);
  }

  @Get('evidence/downloads/:code')
  @RequirePermission('provider.read')
  async download(
    @CurrentActor() actor: Actor,
    @Param('code') code: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile> {
    // A look at the headers alone must not use the link up.
    if (request.method === 'HEAD') throw new ProblemException(notFound('download').problem);
    const { file, content } = unwrap(await this.find.download(actor, code));
    // Never shown inside a page of this service, whatever it is.
    response.setHeader('content-security-policy', "default-src 'none'; sandbox");
    response.attachment(file.name);
    return new StreamableFile(content, { type: file.mediaType, length: file.byteSize });
  }

  @Get('evidence/:id')
  @RequirePermission('provider.read')
  @Page(ONE)
  async one(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const found = unwrap(await this.find.one(actor, id));
    return evidenceModel(found, this.today(), providerPolicy.canKeep(actor));
  }

  @Post('evidence/:id/files/:n/download')
  @RequirePermission('provider.read')
  @Page(ONE)
  async link(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Param('n') n: string): Promise<object> {
    const code = unwrap(await this.find.link(actor, id, /^[1-9]$/.test(n) ? Number(n) : 0));
    return seeOther(`/evidence/downloads/${code}`);
  }

  @Get('evidence/:id/replacement')
  @RequirePermission('evidence.manage')
  @Page(FORM)
  async replacementForm(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const { evidence } = unwrap(await this.find.one(actor, id));
    const sites = await this.find.sites(actor);
    const { kind } = evidence;
    return replaceFrame(
      id,
      evidenceName(evidence),
      evidenceForm(kind, sites).start(replacementStart(kind, evidence, sites)),
    );
  }

  @Post('evidence/:id/replacement')
  @RequirePermission('evidence.manage')
  @Page(FORM)
  async replace(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: unknown,
    @Uploads() files: Readonly<Record<string, UploadedFile>>,
  ): Promise<object> {
    const { evidence } = unwrap(await this.find.one(actor, id));
    const { kind } = evidence;
    const filled = evidenceForm(kind, await this.find.sites(actor)).read(body, files);
    const again = (problem?: Problem) =>
      withStatus(422, replaceFrame(id, evidenceName(evidence), filled.view(problem)));
    if (!filled.result.ok) return again();
    const { value } = filled.result;
    const kept = await this.keep.run(actor, detailsOf(kind, value), uploadsIn(value), id);
    return kept.ok ? seeOther(`/evidence/${kept.value}`, 'The newer document is kept') : again(kept.problem);
  }

  private today() {
    return londonDate(this.clock.now());
  }
}

function kindNamed(slug: string): EvidenceKind {
  const kind = kindFromSlug(slug);
  if (kind === undefined) throw new ProblemException(notFound('page').problem);
  return kind;
}

const newFrame = (kind: EvidenceKind, form: FormView): object => ({
  title: kindOf(kind).words,
  intro: kindOf(kind).hint,
  action: `/evidence/new/${slugOf(kind)}`,
  backHref: '/evidence/new',
  form,
});

const replaceFrame = (id: string, name: string, form: FormView): object => ({
  title: `Replace ${name}`,
  intro: 'The older one is kept. It goes on counting until the newer one has passed the virus scan and begins.',
  action: `/evidence/${id}/replacement`,
  backHref: `/evidence/${id}`,
  form,
});
