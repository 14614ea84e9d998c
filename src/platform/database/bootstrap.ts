import { createHmac } from 'node:crypto';
import pg from 'pg';
import { withClient } from './clients.js';

export const OWNER_ROLE = 'placeway_owner';
export const APP_ROLE = 'placeway_app';
/** Roles belong to the whole server, so the lock must not depend on which database is being prepared. */
const LOCK = 727_001;

export interface DatabaseAddresses {
  /** Logs in as the administrator and acts as placeway_owner: for migrations, backups and verification. */
  readonly ownerUrl: string;
  /** Logs in as placeway_app: for everything else. */
  readonly appUrl: string;
}

export interface BootstrapOptions {
  /** A superuser's or a CREATEROLE administrator's address, naming the database to prepare. */
  readonly adminUrl: string;
  /** The ordinary role's address when an administrator manages its password; else the password is derived. */
  readonly appUrl?: string | null;
}

/** The administrator may not do something and it was not done beforehand either; the message is the statement to run. */
export class BootstrapError extends Error {
  override readonly name = 'BootstrapError';
}

/**
 * Makes the database, its two roles and their privileges. Changes nothing that is already right, so every process
 * may call it at every start, at the same time as others.
 */
export async function bootstrapDatabase(options: BootstrapOptions): Promise<DatabaseAddresses> {
  const addresses = databaseAddresses(options);
  const adminUrl = withDatabase(options.adminUrl);
  const database = databaseOf(adminUrl);
  if (databaseOf(addresses.appUrl) !== database) {
    throw new BootstrapError('DATABASE_APP_URL and DATABASE_URL must name the same database');
  }
  await withMaintenance(adminUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await ensureRoles(client, addresses.appUrl);
    await ensureDatabase(client, database);
    await withClient(adminUrl, (target) => ensurePrivileges(target, database));
    await ensureAppLogin(client, addresses.appUrl);
  });
  return addresses;
}

/** The two addresses, worked out without connecting: every process reaches the same answer with no shared file. */
export function databaseAddresses({ adminUrl, appUrl }: BootstrapOptions): DatabaseAddresses {
  const owner = new URL(withDatabase(adminUrl));
  const given = owner.searchParams.get('options');
  owner.searchParams.set('options', [given, `-c role=${OWNER_ROLE}`].filter((each) => each !== null).join(' '));
  return { ownerUrl: owner.toString(), appUrl: appUrl ?? derivedAppUrl(withDatabase(adminUrl)) };
}

/** A URL without a database would mean one named after the administrator, which nobody wants. */
function withDatabase(adminUrl: string): string {
  const url = new URL(adminUrl);
  if (url.pathname.length <= 1) url.pathname = '/placeway';
  return url.toString();
}

function derivedAppUrl(adminUrl: string): string {
  const url = new URL(adminUrl);
  if (url.password === '') {
    throw new BootstrapError('DATABASE_APP_URL is needed because DATABASE_URL carries no password to derive one from');
  }
  url.username = APP_ROLE;
  url.password = createHmac('sha256', decodeURIComponent(url.password)).update(APP_ROLE).digest('hex');
  return url.toString();
}

export function databaseOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}

/** Connects to the maintenance database, or to the target where the administrator may not enter the first. */
async function withMaintenance(adminUrl: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const maintenance = new URL(adminUrl);
  maintenance.pathname = '/postgres';
  const client = new pg.Client({ connectionString: maintenance.toString() });
  try {
    await client.connect();
  } catch (error) {
    // 3D000 no such database, 42501 not allowed in, 28000 no pg_hba.conf entry for it
    if (!['3D000', '42501', '28000'].includes((error as pg.DatabaseError).code ?? '')) throw error;
    await withClient(adminUrl, work);
    return;
  }
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function ensureRoles(client: pg.Client, appUrl: string): Promise<void> {
  const found = await client.query<{ rolname: string; rolsuper: boolean; rolbypassrls: boolean; login: boolean }>(
    'SELECT rolname, rolsuper, rolbypassrls, rolcanlogin AS login FROM pg_roles WHERE rolname = ANY($1)',
    [[OWNER_ROLE, APP_ROLE]],
  );
  const names = found.rows.map((role) => role.rolname);
  if (!names.includes(OWNER_ROLE)) {
    await client.query(
      `CREATE ROLE ${OWNER_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION`,
    );
  }
  if (!names.includes(APP_ROLE)) {
    const password = pg.escapeLiteral(decodeURIComponent(new URL(appUrl).password));
    await client.query(
      `CREATE ROLE ${APP_ROLE} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD ${password}`,
    );
  }
  const strong = found.rows.filter((role) => role.rolsuper || role.rolbypassrls);
  if (strong.length > 0) {
    // Row security would protect nothing: better not to start than to show every council's pupils to all.
    throw new BootstrapError(`${strong.map((role) => role.rolname).join(', ')} must be NOSUPERUSER NOBYPASSRLS`);
  }
  await ensureMembership(client);
}

/** The administrator acts as the owner; placeway_app must not be able to. */
async function ensureMembership(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ admin: boolean; app: boolean }>(
    `SELECT pg_has_role(current_user, $1, 'MEMBER') AS admin, pg_has_role($2, $1, 'MEMBER') AS app`,
    [OWNER_ROLE, APP_ROLE],
  );
  if (rows[0]?.app === true) throw new BootstrapError(`${APP_ROLE} must not be a member of ${OWNER_ROLE}`);
  await trySetRole(client).catch(async (error: unknown) => {
    if ((error as pg.DatabaseError).code !== '42501') throw error;
    await client.query(`GRANT ${OWNER_ROLE} TO CURRENT_USER`);
    await trySetRole(client);
  });
}

async function trySetRole(client: pg.Client): Promise<void> {
  await client.query(`SET ROLE ${OWNER_ROLE}`);
  await client.query('RESET ROLE');
}

async function ensureDatabase(client: pg.Client, database: string): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
  if (rowCount !== 0) return;
  const name = pg.escapeIdentifier(database);
  await client.query(`CREATE DATABASE ${name} OWNER ${OWNER_ROLE}`).catch((error: unknown) => {
    throw new BootstrapError(`The administrator may not create it: CREATE DATABASE ${name}`, { cause: error });
  });
}

/** Privileges inside the database. Run as the administrator, who is at least the owner of the database. */
async function ensurePrivileges(client: pg.Client, database: string): Promise<void> {
  const name = pg.escapeIdentifier(database);
  const { rows } = await client.query<{ ready: boolean }>(
    `SELECT has_schema_privilege($1, 'public', 'CREATE') AND has_database_privilege($1, current_database(), 'CREATE')
       AND has_database_privilege($2, current_database(), 'CONNECT') AND has_schema_privilege($2, 'public', 'USAGE')
       AND NOT has_schema_privilege($2, 'public', 'CREATE')
       AND (SELECT count(*) = 3 FROM pg_default_acl d WHERE d.defaclrole = $1::regrole
              AND d.defaclnamespace = 'public'::regnamespace)
       AND EXISTS (SELECT FROM pg_default_acl d WHERE d.defaclrole = $1::regrole AND d.defaclnamespace = 0) AS ready`,
    [OWNER_ROLE, APP_ROLE],
  );
  if (rows[0]?.ready === true) return;
  const own = `ALTER DEFAULT PRIVILEGES FOR ROLE ${OWNER_ROLE}`;
  await client.query('BEGIN');
  await client.query(`
    GRANT CONNECT, CREATE, TEMPORARY ON DATABASE ${name} TO ${OWNER_ROLE};
    GRANT CONNECT ON DATABASE ${name} TO ${APP_ROLE};
    REVOKE CONNECT, TEMPORARY ON DATABASE ${name} FROM PUBLIC;
    GRANT USAGE, CREATE ON SCHEMA public TO ${OWNER_ROLE};
    GRANT USAGE ON SCHEMA public TO ${APP_ROLE};
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    ${own} IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${APP_ROLE};
    ${own} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO ${APP_ROLE};
    ${own} IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO ${APP_ROLE};
    ${own} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;`);
  await client.query('COMMIT');
}

/** Sets the role's password when it is not the one this process will use; a managed one is only checked. */
async function ensureAppLogin(client: pg.Client, appUrl: string): Promise<void> {
  const wrongPassword = await withClient(appUrl, async () => false).catch((error: unknown) => {
    if (['28P01', '28000'].includes((error as pg.DatabaseError).code ?? '')) return true;
    throw error;
  });
  if (!wrongPassword) return;
  const url = new URL(appUrl);
  if (decodeURIComponent(url.username) !== APP_ROLE) {
    throw new BootstrapError(`DATABASE_APP_URL must log in as ${APP_ROLE} with its password`);
  }
  const password = pg.escapeLiteral(decodeURIComponent(url.password));
  await client.query(`ALTER ROLE ${APP_ROLE} LOGIN PASSWORD ${password}`);
}
