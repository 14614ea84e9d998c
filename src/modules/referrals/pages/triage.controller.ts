import { Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Actor } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import { Page, seeOther } from '../../../web/index.js';
import { ReferAgain } from '../application/refer-again.js';
import { Triage } from '../application/triage.js';
import { ViewSent } from '../application/view-sent.js';
import { sentPage } from './sent-view.js';
import { triagePage } from './triage-view.js';

/** What is looked at beside a request: what was sent, others of the same child; and a request that follows one. */
@ApiExcludeController()
@RequirePermission('referral.read')
@Controller('referrals')
export class TriageController {
  constructor(
    private readonly triage: Triage,
    private readonly sent: ViewSent,
    private readonly again: ReferAgain,
  ) {}

  @Get(':referralId/triage')
  @Page('modules/referrals/pages/triage.njk')
  async look(@CurrentActor() actor: Actor, @Param('referralId', IdPipe) id: string): Promise<object> {
    return triagePage(unwrap(await this.triage.run(actor, id)));
  }

  @Get(':referralId/sent')
  @Page('modules/referrals/pages/sent.njk')
  async asSent(@CurrentActor() actor: Actor, @Param('referralId', IdPipe) id: string): Promise<object> {
    return sentPage(unwrap(await this.sent.run(actor, id)));
  }

  @Post(':referralId/again')
  @Page('modules/referrals/pages/referral.njk')
  async referAgain(@CurrentActor() actor: Actor, @Param('referralId', IdPipe) id: string): Promise<object> {
    const started = unwrap(await this.again.run(actor, id));
    return seeOther(
      `/referrals/${started.id}/tasks`,
      'A new draft has the answers of the last one. Check each of them.',
    );
  }
}
