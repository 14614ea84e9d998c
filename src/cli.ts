import { readFile, writeFile } from 'node:fs/promises';
import { type Command, note, UsageError } from './platform/commands/command.js';
import type { OpenedApplication } from './open-authority.js';
import type { OpenedForVerify } from './platform/commands/verify.command.js';

/** Loaded only when asked for: a matching run from a file must not wait for the whole service to load. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  backup: async () => (await import('./platform/commands/backup.command.js')).backupCommand,
  restore: async () => (await import('./platform/commands/backup.command.js')).restoreCommand(await migrations()),
  migrate: async () => (await import('./platform/commands/migrate.command.js')).migrateCommand(await migrations()),
  'open-authority': async () => (await import('./open-authority.js')).openAuthorityCommand(openApplication),
  verify: async () => (await import('./platform/commands/verify.command.js')).verifyCommand(openForVerify),
  replay: async () => ({
    usage: 'RUN.json [--out RESULT.json]',
    summary: 'Compute a matching run again from its downloaded input, without a database',
    run: runReplay,
  }),
  match: async () => ({
    usage: 'PROBLEM.json [--out RESULT.json] [--mode optimal|stable|greedy] [--time-limit SECONDS]',
    summary: 'Solve a placement problem from a file, without a database',
    run: runMatch,
  }),
};

async function migrations() {
  return (await import('../migrations/index.js')).migrations;
}

const terminal = {
  readFile: (path: string) => readFile(path),
  writeFile: (path: string, text: string) => writeFile(path, text),
  stdout: (text: string) => void process.stdout.write(text),
  stderr: (text: string) => void process.stderr.write(text),
};

async function runReplay(args: readonly string[]): Promise<number> {
  const { runReplayCommand } = await import('./modules/matching/index.js');
  return runReplayCommand(args, terminal);
}

async function runMatch(args: readonly string[]): Promise<number> {
  const { runMatchCommand } = await import('./modules/matching/engine/index.js');
  return runMatchCommand(args, terminal);
}

/** The whole application without HTTP and jobs, on whatever database the environment names. */
async function openApplication(): Promise<OpenedApplication & { readonly adminUrl: string }> {
  const { readConfig } = await import('./config/index.js');
  const { closeService } = await import('./platform/close-service.js');
  const { openServiceDatabase, startCommand } = await import('./service.js');
  const config = readConfig();
  const database = await openServiceDatabase(config, note, 'join');
  const { app, baseUrl } = await startCommand(config, database).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  const close = async () => {
    await closeService(app);
    await database.close();
  };
  return { app, baseUrl, adminUrl: database.adminUrl, close };
}

async function openForVerify(): Promise<OpenedForVerify> {
  const { UnitOfWork } = await import('./platform/index.js');
  const { ledgerChecker, ledgerFaults } = await import('./modules/budget/index.js');
  const { app, adminUrl, close } = await openApplication();
  const ledger = {
    name: 'ledger',
    run: async (work: InstanceType<typeof UnitOfWork>) =>
      (await work.read(ledgerChecker, ledgerFaults)).map(({ kind, id }) => `${kind} ${id}`),
  };
  return { work: app.get(UnitOfWork), adminUrl, checks: [ledger], close };
}

/** Faults of the request, told without a stack. */
const PLAIN = ['ConfigError', 'DataFolderError', 'BootstrapError', 'BackupError'];

async function main([name = '', ...args]: string[]): Promise<number> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) return help(name);
  const command = await load();
  try {
    return await command.run(args);
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`${error.message}\nUsage: npm run -s placeway -- ${name} ${command.usage}`);
      return 2;
    }
    const known = error instanceof Error && PLAIN.includes(error.name);
    // Not the whole error: a failed query carries the values it was given.
    console.error(known ? error.message : error instanceof Error ? error.stack : String(error));
    return 1;
  }
}

async function help(name: string): Promise<number> {
  const asked = name === '' || name === 'help' || name === '--help';
  if (!asked) console.error(`Unknown command ${name}`);
  console.error('Usage: npm run -s placeway -- COMMAND');
  for (const [each, load] of Object.entries(commands)) {
    const { usage, summary } = await load();
    console.error(`  ${`${each} ${usage}`.trimEnd()}\n      ${summary}`);
  }
  return asked ? 0 : 2;
}

process.exitCode = await main(process.argv.slice(2));
