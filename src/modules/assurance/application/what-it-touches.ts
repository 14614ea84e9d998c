import { Injectable } from '@nestjs/common';
import { serviceActor } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import { countTouched, type Touched } from '../persistence/providers-seen.js';

/** Whoever asks may see no case, so a service counts for them, in its own transaction, and hands on nothing but counts. */
@Injectable()
export class WhatItTouches {
  constructor(private readonly work: UnitOfWork) {}

  of(authorityId: string, providerId: string, siteId: string | null = null): Promise<Touched> {
    return this.work.read(serviceActor('assurance', authorityId, ['case.authority', 'placement.read']), (tx) =>
      countTouched(tx, { authorityId, providerId, siteId }),
    );
  }
}
