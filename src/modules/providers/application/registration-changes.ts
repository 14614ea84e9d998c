import { Injectable } from '@nestjs/common';
import { type DateOnly, ok, type Result } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';

/** Told of a change in the transaction that makes it; a problem refuses the change. */
export interface RegistrationListener {
  registrationChanged(tx: Tx, siteId: string, from: DateOnly): Promise<Result<undefined>>;
}

/** Who must know when a site's registration changes. Modules above this one add themselves when they start. */
@Injectable()
export class RegistrationChanges {
  private readonly listeners: RegistrationListener[] = [];

  add(listener: RegistrationListener): void {
    this.listeners.push(listener);
  }

  async announce(tx: Tx, siteId: string, from: DateOnly): Promise<Result<undefined>> {
    for (const listener of this.listeners) {
      const heard = await listener.registrationChanged(tx, siteId, from);
      if (!heard.ok) return heard;
    }
    return ok();
  }
}
