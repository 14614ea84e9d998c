import type { MigrationInterface } from 'typeorm';
import { readConfig } from '../../config/index.js';
import { withClient } from '../database/clients.js';
import { migrateDatabase, migrationSource, schemaVersion } from '../database/migrate.js';
import { openDatabase } from '../launcher/open-database.js';
import { type Command, note, print, UsageError } from './command.js';

type Migrations = readonly (new () => MigrationInterface)[];
const ACTIONS = ['up', 'status', 'revert'] as const;
type Action = (typeof ACTIONS)[number];

/** Brings the schema up to date, says where it stands, or takes the last step back. */
export const migrateCommand = (migrations: Migrations): Command => ({
  usage: '[up|status|revert]',
  summary: 'Bring the database up to date (default), say where it stands, or take the last migration back',
  async run(args) {
    const action = ACTIONS.find((each) => each === (args[0] ?? 'up'));
    if (action === undefined || args.length > 1) throw new UsageError(`Unexpected ${args.at(-1)}`);
    const config = readConfig();
    const database = await openDatabase({ config, say: note, whenInUse: 'join' });
    try {
      await perform(action, { ownerUrl: database.ownerUrl, migrations, queueInPostgres: config.redisUrl === null });
      return 0;
    } finally {
      await database.close();
    }
  },
});

async function perform(
  action: Action,
  options: { ownerUrl: string; migrations: Migrations; queueInPostgres: boolean },
): Promise<void> {
  if (action === 'up') {
    const ran = await migrateDatabase(options);
    print(ran.length === 0 ? 'Up to date' : `Ran ${ran.join(', ')}`);
    return;
  }
  if (action === 'revert') {
    const source = await migrationSource(options).initialize();
    try {
      await source.undoLastMigration();
    } finally {
      await source.destroy();
    }
  }
  print(`Last migration: ${(await withClient(options.ownerUrl, schemaVersion)) ?? 'none'}`);
}
