/**
 * `npm run -s placeway -- COMMAND ...`: operator commands on the build. Installs and builds first when needed, with
 * everything it says on stderr, because stdout belongs to the command's result.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkNode, ensureBuilt, ensureInstalled, main, project } from './prepare.mjs';

const say = (message) => process.stderr.write(`${message}\n`);

await main(async () => {
  checkNode();
  ensureInstalled(say);
  ensureBuilt(say);
  await import(pathToFileURL(join(project, 'dist', 'src', 'cli.js')).href);
});
