import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/index.js';
import { type Announcement, announce } from '../../notifications/index.js';
import { Organisations } from '../../organisations/index.js';

/** Messages to an authority, which is told through its own organisation. */
@Injectable()
export class Tell {
  constructor(private readonly organisations: Organisations) {}

  async authority(tx: Tx, authorityId: string, message: Omit<Announcement, 'organisationId'>): Promise<void> {
    const { organisationId } = await this.organisations.commissioner(tx, authorityId);
    if (organisationId !== null) await announce(tx, { ...message, organisationId });
  }
}
