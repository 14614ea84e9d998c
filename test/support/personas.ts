export { emailOf, type Persona, type PersonaKey, PERSONAS, subjectOf } from '../../src/modules/identity/index.js';
