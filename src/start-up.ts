import type { INestApplicationContext } from '@nestjs/common';
import { demonstrationNeeded, loadDemonstration } from './demo/index.js';
import type { RuntimeConfig } from './platform/launcher/runtime-config.js';
import type { Say } from './platform/launcher/progress.js';

/** Something done once the service stands and before it is ready, such as loading the demonstration authority. */
export interface StartUpStep {
  /** Whether it is wanted here; one that finds its work done already returns false. */
  needed(app: INestApplicationContext, config: RuntimeConfig): Promise<boolean>;
  run(app: INestApplicationContext, say: Say): Promise<void>;
}

/** In the order in which they run. Only one process at a time runs them. */
export const startUpSteps: readonly StartUpStep[] = [
  {
    needed: async (app, config) => config.demonstration && (await demonstrationNeeded(app)),
    run: loadDemonstration,
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
