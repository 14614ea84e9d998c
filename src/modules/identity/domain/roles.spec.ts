import { describe, expect, it } from '@jest/globals';
import { movesFrom, ROLES } from '../../../kernel/index.js';
import { membershipMoves } from './membership-states.js';
import { type OrganisationKind, ROLE_NAMES, rolesOf, tokenPermissions } from './roles.js';

const KINDS: OrganisationKind[] = ['AUTHORITY', 'SCHOOL', 'TRUST', 'PROVIDER', 'PARTNERSHIP'];

describe('a role', () => {
  it('has a name and, but for the platform’s operator, a kind of organisation to be held in', () => {
    const placed = new Set(KINDS.flatMap(rolesOf));
    expect(ROLES.filter((role) => !placed.has(role))).toEqual(['PLATFORM_OPERATOR']);
    expect(new Set(Object.values(ROLE_NAMES)).size).toBe(ROLES.length);
  });

  it('of the authority can be held nowhere else', () => {
    for (const kind of KINDS.filter((one) => one !== 'AUTHORITY')) {
      expect(rolesOf(kind).filter((role) => rolesOf('AUTHORITY').includes(role))).toEqual([]);
    }
  });
});

describe('a token', () => {
  it.each(KINDS)('of a %s can neither decide, approve, answer an offer nor let anybody in', (kind) => {
    const forbidden = /^(user\.|token\.|audit\.)|\.approve$|^decision\.make$|^placement\.answer$|^charge\.authorise$/;
    expect(tokenPermissions(kind).filter((one) => forbidden.test(one))).toEqual([]);
    expect(tokenPermissions(kind).length).toBeGreaterThan(0);
  });

  it('of a school reaches no whole authority', () => {
    expect(tokenPermissions('SCHOOL').filter((one) => one.endsWith('.authority'))).toEqual([]);
  });
});

describe('a membership', () => {
  it('that has ended never begins again', () => {
    expect(movesFrom(membershipMoves, 'LEFT')).toEqual([]);
  });

  it('starts to work only by approval', () => {
    const into = Object.entries(membershipMoves).flatMap(([from, moves]) =>
      Object.entries(moves)
        .filter(([, to]) => to === 'ACTIVE')
        .map(([event]) => `${from} ${event}`),
    );
    expect(into).toEqual(['REQUESTED approve', 'SUSPENDED resume']);
  });
});
