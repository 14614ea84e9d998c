import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, newId, notFound, ok, problem, type Result } from '../../../kernel/index.js';
import { explainConstraint, UnitOfWork } from '../../../platform/index.js';
import { checkProgramme, type ProgrammeDetails } from '../domain/provider-details.js';
import { ProviderStore } from '../persistence/provider.store.js';
import { providerPolicy } from '../providers.policy.js';

explainConstraint('programme_name_once', 'programme.name-taken');

@Injectable()
export class ManageProgramme {
  constructor(
    private readonly work: UnitOfWork,
    private readonly providers: ProviderStore,
  ) {}

  /** Problems: `programme.name-taken`. */
  add(actor: Actor, command: ProgrammeDetails & { readonly siteId: string }): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      const { siteId, ...given } = command;
      const site = await this.providers.site(tx, siteId);
      if (site === undefined) return notFound('site');
      if (!providerPolicy.canEdit(actor, site)) return forbidden('provider.manage');
      const checked = checkProgramme(given);
      if (!checked.ok) return checked;
      const id = newId();
      await this.providers.addProgramme(tx, id, site, checked.value);
      await tx.audit('programme.added', { type: 'programme', id }, { provider: site.providerId });
      return ok(id);
    });
  }

  /** Problems: `programme.name-taken`, `record.changed`. */
  edit(actor: Actor, command: ProgrammeDetails & { programmeId: string; version: number }): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const { programmeId, version, ...given } = command;
      const found = await this.providers.programme(tx, programmeId);
      if (found === undefined) return notFound('programme');
      if (!providerPolicy.canEdit(actor, found)) return forbidden('provider.manage');
      const checked = checkProgramme(given);
      if (!checked.ok) return checked;
      const updated = await this.providers.updateProgramme(tx, programmeId, version, checked.value);
      if (!updated) return problem('record.changed');
      await tx.audit('programme.edited', { type: 'programme', id: programmeId }, { provider: found.providerId });
      await tx.outbox('capacity.changed', { providerId: found.providerId });
      return ok();
    });
  }
}
