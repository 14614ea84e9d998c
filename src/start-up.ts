import type { INestApplicationContext } from '@nestjs/common';
import type pg from 'pg';
import { clearCutOff, demonstrationState, loadDemonstration } from './demo/index.js';
import type { RuntimeConfig } from './platform/launcher/runtime-config.js';
import type { Say } from './platform/launcher/progress.js';

/** Something done once the service stands and before it is ready, such as loading the demonstration authority. */
export interface StartUpStep {
  /** Whether it is wanted here; one that finds its work done already returns false. */
  needed(app: INestApplicationContext, config: RuntimeConfig): Promise<boolean>;
  /** `owner` may do what the application's own role may not, such as emptying tables. */
  run(app: INestApplicationContext, say: Say, owner: pg.Client): Promise<void>;
}

/** In the order in which they run. Only one process at a time runs them. */
export const startUpSteps: readonly StartUpStep[] = [
  {
    needed: async (app, config) => config.demonstration && ['EMPTY', 'CUT_OFF'].includes(await demonstrationState(app)),
    run: async (app, say, owner) => {
      if ((await demonstrationState(app)) === 'CUT_OFF') {
        say('The first start was cut off; loading the demonstration afresh');
        await clearCutOff(owner);
      }
      await loadDemonstration(app, say);
    },
  },
];

/** Lines printed below "Placeway is ready": who to sign in as. */
export const advice: readonly ((config: RuntimeConfig) => readonly string[])[] = [
  (config) =>
    config.localSignIn
      ? [
          'Sign in as one of the made-up people listed there; no password is asked. To follow a child from referral to place:',
          '  Ada Example (school), Cora Example (panel coordinator), Pru Example (provider), Olu Example (finance).',
        ]
      : [],
];
