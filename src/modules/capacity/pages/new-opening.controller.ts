import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, isUuid, notFound } from '../../../kernel/index.js';
import { CurrentActor, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import { FORM_PAGE, Page, seeOther, withStatus } from '../../../web/index.js';
import { OpenPlaces } from '../application/open-places.js';
import { FindOpeningChoices, type OpeningChoices } from '../application/opening-choices.js';
import { openingDetails, openingForm } from './opening-forms.js';

/** Opening places: choose the programme, then say how many, when, in which patterns and at which price. */
@ApiExcludeController()
@RequirePermission('opening.manage')
@Controller('openings/new')
export class NewOpeningController {
  constructor(
    private readonly choices: FindOpeningChoices,
    private readonly open: OpenPlaces,
  ) {}

  @Get()
  @Page('modules/capacity/pages/choose.njk')
  async start(@CurrentActor() actor: Actor, @Query() query: Readonly<Record<string, unknown>>): Promise<object> {
    if (query['programme'] === undefined) {
      const providerId = isUuid(query['provider']) ? query['provider'] : null;
      const programmes = await this.choices.programmes(actor, providerId);
      return { title: 'Open places', programmes, backHref: '/openings' };
    }
    const choices = await this.find(actor, query['programme']);
    return withStatus(200, model(choices, openingForm(choices).start()), FORM_PAGE);
  }

  @Post()
  @Page(FORM_PAGE)
  async create(
    @CurrentActor() actor: Actor,
    @Query('programme') programme: unknown,
    @Body() body: unknown,
  ): Promise<object> {
    const choices = await this.find(actor, programme);
    const filled = openingForm(choices).read(body);
    const details = filled.result.ok ? openingDetails(choices.programme.id, filled.result.value) : filled.result;
    if (!details.ok) return withStatus(422, model(choices, filled.view(details.problem)));
    const opened = await this.open.run(actor, details.value);
    if (opened.ok) return seeOther(`/openings/${opened.value}`, 'The places are open');
    if (opened.problem.kind === 'forbidden' || opened.problem.kind === 'not-found') unwrap(opened);
    return withStatus(422, model(choices, filled.view(opened.problem)));
  }

  private async find(actor: Actor, programmeId: unknown): Promise<OpeningChoices> {
    if (!isUuid(programmeId)) throw new ProblemException(notFound('programme').problem);
    return unwrap(await this.choices.forProgramme(actor, programmeId));
  }
}

const model = ({ programme, prices }: OpeningChoices, form: object): object => ({
  title: `Open places in ${programme.name}`,
  intro:
    prices.length === 0
      ? `${programme.providerName} has no approved price yet. Have one approved first: places are never opened without a price.`
      : `${programme.providerName}, ${programme.siteName}.`,
  action: `/openings/new?programme=${programme.id}`,
  button: 'Open the places',
  backHref: '/openings/new',
  form,
});
