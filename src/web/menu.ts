import type { NavigationItem } from './registry.js';

export interface MenuLink {
  readonly text: string;
  readonly href: string;
  /** This very page. */
  readonly current: boolean;
  /** A page below it. */
  readonly active: boolean;
}

export interface Menu {
  readonly primary: readonly MenuLink[];
  /** Beside the person's name. */
  readonly own: readonly MenuLink[];
  /** The other links of the group that this page belongs to. */
  readonly secondary: { readonly label: string; readonly items: readonly MenuLink[] } | null;
}

/** Items of one group stand behind one link, to the first of them; a group of one is that one. */
export function menuOf(items: readonly NavigationItem[], path: string): Menu {
  const groups = new Map<string, NavigationItem[]>();
  for (const item of items.filter(({ own }) => !own)) {
    const key = item.group ?? item.href;
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  const parts = [...groups.values()].map((group) => ({ group, links: group.map((item) => linkOf(item, path)) }));
  const here = parts.find(({ links }) => links.length > 1 && links.some(isHere));
  return {
    primary: parts.flatMap(({ group, links }) => {
      const [first] = links;
      if (first === undefined) return [];
      const text = group[0]?.group;
      if (links.length === 1 || text === undefined) return links;
      return [{ text, href: first.href, current: false, active: links.some(isHere) }];
    }),
    own: items.filter(({ own }) => own).map((item) => linkOf(item, path)),
    secondary: here?.group[0]?.group === undefined ? null : { label: here.group[0].group, items: here.links },
  };
}

const isHere = ({ current, active }: MenuLink): boolean => current || active;

const linkOf = ({ text, href }: NavigationItem, path: string): MenuLink => ({
  text,
  href,
  current: path === href,
  active: href !== '/' && path.startsWith(`${href}/`),
});
