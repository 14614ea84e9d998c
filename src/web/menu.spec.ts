import { describe, expect, it } from '@jest/globals';
import { menuOf } from './menu.js';

const items = [
  { text: 'Home', href: '/', order: 0 },
  { text: 'Providers', href: '/providers', order: 1, group: 'Provision' },
  { text: 'Openings', href: '/openings', order: 2, group: 'Provision' },
  { text: 'Policy', href: '/policy', order: 3, group: 'Governance' },
];

describe('the menu', () => {
  it('puts a group behind one link, and a group of one under its own name', () => {
    const { primary, secondary } = menuOf(items, '/');
    expect(primary.map(({ text, href }) => [text, href])).toEqual([
      ['Home', '/'],
      ['Provision', '/providers'],
      ['Policy', '/policy'],
    ]);
    expect(secondary).toBeNull();
  });

  it('shows the links of the group that the page belongs to', () => {
    const { primary, secondary } = menuOf(items, '/openings/1');
    expect(primary.filter(({ active }) => active).map(({ text }) => text)).toEqual(['Provision']);
    expect(secondary).toMatchObject({
      label: 'Provision',
      items: [{ active: false }, { text: 'Openings', active: true }],
    });
  });

  it('keeps what is one’s own beside the name', () => {
    const mine = { text: 'Messages', href: '/messages', order: 9, own: true } as const;
    const { primary, own } = menuOf([...items, mine], '/messages');
    expect(primary.map(({ text }) => text)).not.toContain('Messages');
    expect(own).toMatchObject([{ text: 'Messages', current: true }]);
  });

  it('marks the page itself, and not what merely begins the same', () => {
    expect(menuOf(items, '/policy').primary.find(({ current }) => current)?.text).toBe('Policy');
    expect(menuOf(items, '/policyholders').primary.some(({ current, active }) => current || active)).toBe(false);
  });
});
