import { Controller, Get, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, may, type Result } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, unwrap } from '../../../platform/index.js';
import { Page, tag } from '../../../web/index.js';
import { type PolicyView, ViewPolicy } from '../application/view-policy.js';
import { policyInWords } from '../domain/policy-words.js';

const TEMPLATE = 'modules/policies/pages/policy.njk';

@ApiExcludeController()
@Controller('policy')
export class PolicyPagesController {
  constructor(private readonly view: ViewPolicy) {}

  @Get()
  @Page(TEMPLATE)
  async current(@CurrentActor() actor: Actor): Promise<object> {
    const found = await this.view.run(actor);
    return !found.ok && found.problem.kind === 'not-found' ? { title: 'Policy', policy: null } : modelOf(actor, found);
  }

  @Get(':policyId')
  @Page(TEMPLATE)
  async version(@CurrentActor() actor: Actor, @Param('policyId', IdPipe) id: string): Promise<object> {
    return modelOf(actor, await this.view.run(actor, id));
  }
}

function modelOf(actor: Actor, result: Result<PolicyView>): object {
  const { policy, versions, today } = unwrap(result);
  const inForce = versions.find(({ effectiveFrom }) => effectiveFrom <= today)?.id === policy.id;
  const state = policy.effectiveFrom > today ? 'In force later' : 'Not in force any more';
  return {
    title: inForce ? 'The policy in force' : `Policy version ${policy.version}`,
    policy,
    status: inForce ? tag('In force', 'green') : tag(state, 'grey'),
    mayDraft: may(actor, 'policy.draft'),
    sections: policyInWords(policy.document),
    coming: versions.filter(({ effectiveFrom }) => effectiveFrom > today).reverse(),
    others: versions.filter(({ id, effectiveFrom }) => id !== policy.id && effectiveFrom <= today),
  };
}
