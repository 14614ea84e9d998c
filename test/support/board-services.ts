import type { INestApplicationContext } from '@nestjs/common';
import type { BoardServices } from '../../src/demo/load-board.js';
import { PrepareAdmissions } from '../../src/modules/governance/index.js';
import { ConductItem, DecideItems, ManageBody, Meetings } from '../../src/modules/panels/index.js';
import { Procurement } from '../../src/modules/procurement/index.js';
import { UnitOfWork } from '../../src/platform/index.js';

/** The board's use cases of a running service. */
export const boardServicesOf = (app: INestApplicationContext): BoardServices => ({
  work: app.get(UnitOfWork),
  bodies: app.get(ManageBody),
  meetings: app.get(Meetings),
  conduct: app.get(ConductItem),
  decide: app.get(DecideItems),
  prepare: app.get(PrepareAdmissions),
  procurement: app.get(Procurement),
});
