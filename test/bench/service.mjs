import { join } from 'node:path';
import { createServer } from 'node:net';
import { inFolder, projectRoot } from './support.mjs';

/** Modules of the built service. */
export const from = (path) => import(join(projectRoot, 'dist/src', path));

export const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** The whole service in this process, on a data folder and a port of its own. */
export function withService({ demonstration }, work) {
  return inFolder(async (dataDir) => {
    const { readConfig } = await from('config/index.js');
    const { openServiceDatabase, startWeb, closeService } = await from('service.js');
    const { runtimeConfig } = await from('platform/launcher/runtime-config.js');
    const config = readConfig({
      DATA_DIR: dataDir,
      LOG_LEVEL: 'error',
      ...(!demonstration && { DEMONSTRATION: 'off' }),
    });
    const quiet = () => undefined;
    const database = await openServiceDatabase(config, quiet);
    const runtime = runtimeConfig(config, { appUrl: database.appUrl, port: await freePort() });
    const app = await startWeb(runtime, database, quiet);
    try {
      return await work({ app, url: runtime.baseUrl });
    } finally {
      await closeService(app);
      await database.close();
    }
  });
}

/** An authority, a school and a machine of the council that may read registers and providers. */
export async function aCouncil(app) {
  const { dateOnly, newId, serviceActor, valueOf } = await from('kernel/index.js');
  const { Organisations } = await from('modules/organisations/index.js');
  const { UnitOfWork } = await from('platform/index.js');
  const { IssueToken } = await from('modules/identity/application/issue-token.js');
  const work = app.get(UnitOfWork, { strict: false });
  const organisations = app.get(Organisations, { strict: false });
  const registrar = serviceActor('demonstration', null, ['organisation.manage', 'register.import']);
  const { authority, schoolId } = await work.read(registrar, async (tx) => ({
    authority: valueOf(
      await organisations.ensureAuthority(tx, { code: '352', name: 'Exampleton', gssCode: 'E08000003' }),
    ),
    schoolId: valueOf(
      await organisations.add(tx, { kind: 'SCHOOL', name: 'Example High', urn: '900001', authorityCode: '352' }),
    ),
  }));
  const { id: authorityId, organisationId } = authority;
  const administrator = {
    kind: 'person',
    userId: newId(),
    membershipId: newId(),
    organisationId,
    authorityId,
    role: 'AUTHORITY_ADMINISTRATOR',
    name: 'Adi Example',
    permissions: new Set(['token.issue', 'user.administer', 'user.administer-authority']),
  };
  const lastDay = dateOnly(new Date(Date.now() + 86_400_000 * 30).toISOString().slice(0, 10));
  const permissions = ['organisation.read', 'provider.read'];
  const { token } = valueOf(
    await app
      .get(IssueToken, { strict: false })
      .run(administrator, { name: 'Bench', organisationId, permissions, lastDay }),
  );
  return { work, organisations, registrar, authorityId, organisationId, schoolId, token };
}

/** Collects the statements that this process sends while the work runs. */
export async function statementsOf(work) {
  const { default: pg } = await import('pg');
  const query = Object.getOwnPropertyDescriptor(pg.Client.prototype, 'query').value;
  const seen = [];
  pg.Client.prototype.query = function (...args) {
    const [first, second] = args;
    seen.push(
      typeof first === 'object' ? { text: first.text, values: first.values } : { text: first, values: second ?? [] },
    );
    return query.apply(this, args);
  };
  try {
    await work();
    return seen.filter(({ text }) => typeof text === 'string' && !/outbox|bullmq|audit_chain|job/.test(text));
  } finally {
    pg.Client.prototype.query = query;
  }
}
