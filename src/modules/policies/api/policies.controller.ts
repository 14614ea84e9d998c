import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, unwrap } from '../../../platform/index.js';
import { ViewPolicy } from '../application/view-policy.js';
import { POLICY_SCHEMA, type PolicyDocument } from '../domain/policy-document.js';
import type { Policy } from '../persistence/policy.store.js';

export class PolicyResource {
  @ApiProperty({ format: 'uuid' }) readonly id: string;
  @ApiProperty() readonly version: number;
  @ApiProperty({ format: 'date' }) readonly effectiveFrom: string;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'Follows /api/v1/policies/schema.' })
  readonly document: PolicyDocument;

  constructor({ id, version, effectiveFrom, document }: Policy) {
    Object.assign(this, { id, version, effectiveFrom, document });
  }
}

@ApiTags('policies')
@Controller('api/v1/policies')
export class PoliciesController {
  constructor(private readonly view: ViewPolicy) {}

  @Get('schema')
  @ApiOperation({ operationId: 'readPolicySchema', summary: 'The JSON Schema of a policy document' })
  schema(): object {
    return POLICY_SCHEMA;
  }

  @Get('current')
  @ApiOperation({ operationId: 'readCurrentPolicy', summary: 'The policy in force in your authority' })
  @ApiOkResponse({ type: PolicyResource })
  async current(@CurrentActor() actor: Actor): Promise<PolicyResource> {
    return new PolicyResource(unwrap(await this.view.run(actor)).policy);
  }

  @Get(':policyId')
  @ApiOperation({ operationId: 'readPolicy', summary: 'An approved version' })
  @ApiOkResponse({ type: PolicyResource })
  async one(@CurrentActor() actor: Actor, @Param('policyId', IdPipe) id: string): Promise<PolicyResource> {
    return new PolicyResource(unwrap(await this.view.run(actor, id)).policy);
  }
}
