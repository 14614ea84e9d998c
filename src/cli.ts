import { migrations } from '../migrations/index.js';
import { backupCommand, restoreCommand } from './platform/commands/backup.command.js';
import { type Command, UsageError } from './platform/commands/command.js';
import { migrateCommand } from './platform/commands/migrate.command.js';

/** Loaded only when asked for: a matching run from a file must not wait for the whole service to load. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  backup: async () => backupCommand,
  restore: async () => restoreCommand(migrations),
  migrate: async () => migrateCommand(migrations),
};

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
    console.error(known ? error.message : error);
    return 1;
  }
}

async function help(name: string): Promise<number> {
  const asked = name === '' || name === 'help' || name === '--help';
  if (!asked) console.error(`Unknown command ${name}`);
  console.error('Usage: npm run -s placeway -- COMMAND');
  for (const [each, load] of Object.entries(commands)) {
    const { usage, summary } = await load();
    console.error(`  ${`${each} ${usage}`.padEnd(28)} ${summary}`);
  }
  return asked ? 0 : 2;
}

process.exitCode = await main(process.argv.slice(2));
