import { resolve } from 'node:path';
import type { MigrationInterface } from 'typeorm';
import { readConfig } from '../../config/index.js';
import { backupDatabase } from '../backup/backup.js';
import { restoreDatabase } from '../backup/restore.js';
import { openDatabase } from '../launcher/open-database.js';
import { type Command, note, parseArguments, print, UsageError } from './command.js';

const thousands = (value: number) => value.toLocaleString('en-GB');

export const backupCommand: Command = {
  usage: 'FILE',
  summary: 'Write everything in the database to a new file, while the service runs',
  async run(args) {
    const { values } = parseArguments(args, { names: ['FILE'] });
    const file = resolve(values[0] ?? '');
    const database = await openDatabase({ config: readConfig(), say: note, whenInUse: 'join' });
    try {
      const { tables, rows, bytes } = await backupDatabase(database.adminUrl, file);
      print(`Backed up ${thousands(rows)} rows of ${tables} tables to ${file} (${thousands(bytes)} bytes)`);
      return 0;
    } finally {
      await database.close();
    }
  },
};

/** Restoring needs the tables first, so it is given the migrations that make them. */
export const restoreCommand = (migrations: readonly (new () => MigrationInterface)[]): Command => ({
  usage: 'FILE [--replace]',
  summary: 'Put a backup into an empty database; --replace deletes what is there first',
  async run(args) {
    const { values, flags } = parseArguments(args, { names: ['FILE'], flags: ['--replace'] });
    if (values[0] === '') throw new UsageError('FILE is missing');
    const existing = flags.has('--replace') ? 'replace' : 'refuse';
    const database = await openDatabase({ config: readConfig(), say: note, whenInUse: 'join', migrations });
    try {
      const file = resolve(values[0] ?? '');
      const { header, trailer } = await restoreDatabase({ adminUrl: database.adminUrl, file, existing });
      const rows = trailer.tables.reduce((total, table) => total + table.rows, 0);
      print(`Restored ${thousands(rows)} rows of ${header.tables.length} tables, as of ${header.madeAt}`);
      note('Restart the service if it was running: people have to sign in again.');
      return 0;
    } finally {
      await database.close();
    }
  },
});
