import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { serviceActor } from './actor.js';
import { PERMISSIONS, type Permission } from './permissions.js';
import { type Role, ROLE_PERMISSIONS, ROLES } from './roles.js';

const rolesWith = (permission: Permission): Role[] =>
  ROLES.filter((role) => ROLE_PERMISSIONS[role].includes(permission));

const root = join(import.meta.dirname, '..', '..');
const isSource = (file: string): boolean =>
  file.endsWith('.ts') && !/\.spec\.ts$|(kernel\/(permissions|roles)|domain\/roles)\.ts$/.test(file);

describe('permissions', () => {
  it('are each asked for by something', () => {
    const files = ['src', 'migrations'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter(isSource)
        .map((file) => readFileSync(join(root, folder, file), 'utf8')),
    );
    const code = files.join('\n');
    expect(PERMISSIONS.filter((one) => !code.includes(`'${one}'`))).toEqual([]);
  });
});

describe('roles', () => {
  it('hold known permissions, each once', () => {
    for (const role of ROLES) {
      const held = ROLE_PERMISSIONS[role];
      expect(new Set(held).size).toBe(held.length);
      expect(held.filter((one) => !PERMISSIONS.includes(one))).toEqual([]);
    }
  });

  it('keep needs and risks from everybody who only handles money', () => {
    const money: Role[] = [
      'SCHOOL_FINANCE',
      'PROVIDER_FINANCE',
      'FINANCE_OFFICER',
      'FINANCE_APPROVER',
      'AUDITOR',
      'COMMISSIONER',
    ];
    for (const scope of ['needs.authority', 'risks.authority', 'identity.authority'] as const) {
      expect(rolesWith(scope).filter((role) => money.includes(role))).toEqual([]);
    }
  });

  it('open a whole authority’s cases to nobody in a school or at a provider', () => {
    const outside = ROLES.filter((role) => /^(SCHOOL|HEAD|PROVIDER)/.test(role));
    const scopes = PERMISSIONS.filter((one) => one.endsWith('.authority'));
    for (const role of outside) expect(ROLE_PERMISSIONS[role].filter((one) => scopes.includes(one))).toEqual([]);
  });

  it('leave the platform’s operator without any pupil', () => {
    expect(ROLE_PERMISSIONS.PLATFORM_OPERATOR).toEqual(['job.operate']);
  });

  it('never let one person both draft and approve a tariff or a policy', () => {
    for (const what of ['tariff', 'policy'] as const) {
      const [draft, approve] = [rolesWith(`${what}.draft`), rolesWith(`${what}.approve`)];
      expect(draft.filter((role) => approve.includes(role))).toEqual([]);
      expect(approve.length).toBeGreaterThan(0);
    }
  });

  it('let only the panel’s people decide', () => {
    expect(rolesWith('decision.make').sort()).toEqual(['PANEL_CHAIR', 'PANEL_COORDINATOR']);
  });
});

describe('a service', () => {
  it('has exactly the permissions it is given and belongs to one authority', () => {
    const matching = serviceActor('matching', 'a', ['matching.run']);
    expect([...matching.permissions]).toEqual(['matching.run']);
    expect([matching.authorityId, matching.userId, matching.organisationId]).toEqual(['a', null, null]);
  });
});
