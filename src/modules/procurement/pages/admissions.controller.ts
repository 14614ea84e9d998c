import { Controller, Get, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, isUuid, notFound } from '../../../kernel/index.js';
import { CurrentActor, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import { Page } from '../../../web/index.js';
import { ViewAdmissions } from '../application/view-admissions.js';
import { procurementPolicy } from '../procurement.policy.js';
import { admissionsOfProvider } from './admission.view.js';

/** A provider's own admissions; those of one provider for whoever buys from it. */
@ApiExcludeController()
@Controller('admissions')
export class AdmissionsController {
  constructor(private readonly view: ViewAdmissions) {}

  @Get()
  @RequirePermission('provider.read')
  @Page('modules/procurement/pages/list.njk')
  async list(@CurrentActor() actor: Actor, @Query('provider') asked: unknown): Promise<object> {
    const own = procurementPolicy.canApply(actor);
    const providerId = own ? actor.organisationId : asked;
    if (!isUuid(providerId)) throw new ProblemException(notFound('provider').problem);
    const { admissions, today } = unwrap(await this.view.ofProvider(actor, providerId));
    return {
      title: own ? 'Your admissions' : ['Admissions', admissions[0]?.providerName].filter(Boolean).join(' of '),
      intro: own
        ? 'While an admission counts, pupils may be placed with you under it. Suspended, nobody new is; placements that go on stay.'
        : 'Under which the authority may place pupils there.',
      backHref: own ? '/rounds' : `/providers/${providerId}`,
      table: admissionsOfProvider(admissions, today),
    };
  }
}
