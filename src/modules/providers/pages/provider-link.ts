import type { Actor } from '../../../kernel/index.js';
import { providerPolicy } from '../providers.policy.js';

/** To a provider's page, for whoever may open it: a school's finance reads prices and not the register of providers. */
export const providerLink = (actor: Actor, providerId: string): { readonly href?: string } =>
  providerPolicy.canRead(actor) ? { href: `/providers/${providerId}` } : {};
