export { InvitePerson } from './application/invite-person.js';
export { People } from './application/people.js';
export { seedPersonas, type Workplace } from './application/seed-personas.js';
export { ROLE_NAMES } from './domain/roles.js';
export { IdentityModule } from './identity.module.js';
export { emailOf, groupOf, type Persona, type PersonaKey, type PersonaPlace, PERSONAS, subjectOf } from './personas.js';
