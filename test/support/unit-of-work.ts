import { DataSource } from 'typeorm';
import { type Actor, type Clock, fixedClock, type Permission, PERMISSIONS, type Role } from '../../src/kernel/index.js';
import { dataSourceOptions } from '../../src/platform/database/data-source.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import type { JobDirectory } from '../../src/platform/queue/job-directory.js';
import { testDatabase } from './database.js';

/** Monday 2 November 2026, nine in the morning in London. */
export const MONDAY = new Date('2026-11-02T09:00:00Z');

export interface TestWork {
  readonly work: UnitOfWork;
  readonly dataSource: DataSource;
  readonly url: string;
  readonly adminUrl: string;
  setNow(at: Date): void;
  close(): Promise<void>;
}

/** A unit of work on a database of its own, without HTTP or queue: jobs asked for stay in the outbox. */
export async function testUnitOfWork(entities: readonly (new () => object)[] = []): Promise<TestWork> {
  const { url, adminUrl } = await testDatabase();
  const dataSource = await new DataSource(dataSourceOptions({ url, entities: [...entities] })).initialize();
  let now: Clock = fixedClock(MONDAY);
  const anyJob = { queueOf: () => 'maintenance', committed: () => undefined } as unknown as JobDirectory;
  return {
    work: new UnitOfWork(dataSource, { now: () => now.now() }, anyJob),
    dataSource,
    url,
    adminUrl,
    setNow: (at) => {
      now = fixedClock(at);
    },
    close: () => dataSource.destroy(),
  };
}

/** A person with just these permissions; every id is made up unless given. */
export function aPerson(
  over: Partial<Omit<Actor, 'permissions'>> & { permissions?: readonly Permission[] } = {},
): Actor {
  const { permissions = [], ...rest } = over;
  return {
    kind: 'person',
    userId: crypto.randomUUID(),
    membershipId: crypto.randomUUID(),
    organisationId: crypto.randomUUID(),
    authorityId: crypto.randomUUID(),
    role: null as Role | null,
    name: 'Pat Example',
    permissions: new Set(permissions),
    ...rest,
  };
}

/** Sets the stage: may do everything that needs no database owner, in one authority. */
export const stagehand = (authorityId: string | null): Actor => ({
  kind: 'service',
  userId: null,
  membershipId: null,
  organisationId: null,
  authorityId,
  role: null,
  name: 'stagehand',
  permissions: new Set(PERMISSIONS),
});
