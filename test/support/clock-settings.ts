import { defaultPolicy } from '../../src/modules/policies/index.js';

/** The deadlines' settings as version 1 of the policy has them. */
export const defaultClocks = defaultPolicy.clocks;
