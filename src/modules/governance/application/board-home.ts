import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import type { Choice } from '../../../web/index.js';

/** Small questions that the board's pages ask. */
@Injectable()
export class BoardHome {
  constructor(private readonly work: UnitOfWork) {}

  /** Providers that come through frameworks, by name; at most 1,000. */
  providers(actor: Actor): Promise<readonly Choice[]> {
    return this.work.read(actor, (tx) =>
      tx.query<Choice>(
        `SELECT p.organisation_id AS value, o.name AS text FROM provider p JOIN organisation o ON o.id = p.organisation_id
          WHERE p.supply_route = 'FRAMEWORK' ORDER BY o.name, o.id LIMIT 1000`,
      ),
    );
  }
}
