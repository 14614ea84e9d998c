import { describe, expect, it } from '@jest/globals';
import { localStore } from './local-store.js';

describe('what the local issuer remembers', () => {
  it('is forgotten when its time is over', async () => {
    let now = 0;
    const codes = localStore(() => now)('AuthorizationCode');
    await codes.upsert('a', { uid: 'u' }, 60);
    now = 59_999;
    expect(await codes.find('a')).toEqual({ uid: 'u' });
    expect(await codes.findByUid('u')).toEqual({ uid: 'u' });
    now = 60_000;
    expect(await codes.find('a')).toBeUndefined();
  });

  it('is kept apart by kind, and a grant takes what it allowed with it', async () => {
    const store = localStore();
    const [codes, tokens] = [store('AuthorizationCode'), store('AccessToken')];
    await codes.upsert('a', { grantId: 'g' }, 60);
    await tokens.upsert('a', { grantId: 'g' }, 60);
    await tokens.upsert('b', { grantId: 'h' }, 60);
    await tokens.revokeByGrantId('g');
    expect([await codes.find('a'), await tokens.find('a'), await tokens.find('b')]).toEqual([
      { grantId: 'g' },
      undefined,
      { grantId: 'h' },
    ]);
  });

  it('has a limit, and lets the oldest go', async () => {
    const sessions = localStore()('Session');
    for (let n = 0; n <= 5000; n++) await sessions.upsert(String(n), { uid: String(n) }, 60);
    expect(await sessions.find('0')).toBeUndefined();
    expect(await sessions.find('5000')).toEqual({ uid: '5000' });
  });
});
