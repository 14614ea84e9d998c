import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, may, newId, notFound, ok, type Result } from '../../../kernel/index.js';
import { explainConstraint, UnitOfWork } from '../../../platform/index.js';
import { checkConcern, type ConcernGiven, kindOfConcern } from '../domain/concern.js';
import { ConcernStore } from '../persistence/concern.store.js';
import { providerName } from '../persistence/providers-seen.js';
import { Tell } from './tell.js';

explainConstraint('concern_site', 'site.not-found');

/** A school, an officer or the provider itself says what it is worried about. */
@Injectable()
export class RaiseConcern {
  constructor(
    private readonly work: UnitOfWork,
    private readonly concerns: ConcernStore,
    private readonly tell: Tell,
  ) {}

  /** Problems: `provider.not-found`; rules of `checkConcern`. How confidential it is follows from its kind and stays. */
  run(actor: Actor, providerId: string, given: ConcernGiven): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      if (!may(actor, 'concern.raise') || actor.authorityId === null) return forbidden('concern.raise');
      if ((await providerName(tx, providerId)) === undefined) return notFound('provider');
      const checked = checkConcern(given, tx.today);
      if (!checked.ok) return checked;
      const id = newId();
      const { confidential } = kindOfConcern(given.kind);
      await this.concerns.add(tx, { ...checked.value, id, providerId, confidential });
      // Who reads the audit need not be one of those who may know what a confidential concern is about.
      const facts = { provider: providerId, ...(confidential ? {} : { kind: given.kind }) };
      await tx.audit('concern.raised', { type: 'concern', id }, facts);
      const concern = await this.concerns.byId(tx, id);
      const kind = confidential ? 'concern.raised-confidential' : 'concern.raised';
      const about = { subjectType: 'concern', subjectId: id, reference: concern?.reference ?? '' };
      await this.tell.authority(tx, actor.authorityId, { kind, ...about });
      return ok(id);
    });
  }
}
