import { Injectable } from '@nestjs/common';
import type { Actor, DateOnly, Permission } from '../kernel/index.js';

/** A link in the service navigation, shown to whoever holds what it needs and any of the permissions that it names. */
export interface NavigationItem {
  readonly text: string;
  readonly href: string;
  readonly needs?: Permission;
  readonly anyOf?: readonly Permission[];
  /** Items of one group share one link in the menu; their own links show on the group's pages. */
  readonly group?: string;
  /** Stands beside the person's name and not in the menu. */
  readonly own?: true;
  /** Position, low first. */
  readonly order: number;
}

/** Something that waits for this actor. Ordered by `dueOn`; what has no date comes last. */
export interface Task {
  readonly title: string;
  readonly href: string;
  readonly dueOn?: DateOnly | null;
  /** What kind of task it is, in a few words: used as the heading it is listed under. */
  readonly kind: string;
  readonly detail?: string;
}

/** A module's own answer to "what needs me". Bounded: at most 100 tasks for one actor. */
export interface TaskSource {
  tasksFor(actor: Actor): Promise<readonly Task[]>;
}

/** A record whose page leads on to what other modules keep of it. */
export interface LinkedRecord {
  readonly type: 'referral' | 'placement';
  readonly id: string;
}

/** Where a record of one module goes on in another, such as the placement that came of a referral. */
export interface LinkSource {
  linksFor(actor: Actor, record: LinkedRecord): Promise<readonly { readonly text: string; readonly href: string }[]>;
}

export const TASKS_MAX_PER_SOURCE = 100;

/** What the modules add to the frame of every page. Modules register themselves when they start. */
@Injectable()
export class WebRegistry {
  private readonly navigation: NavigationItem[] = [];
  private readonly sources: TaskSource[] = [];
  private readonly links: { readonly source: LinkSource; readonly of: LinkedRecord['type'] }[] = [];

  addNavigation(...items: readonly NavigationItem[]): void {
    this.navigation.push(...items);
    this.navigation.sort((a, b) => a.order - b.order || a.text.localeCompare(b.text));
  }

  addTaskSource(source: TaskSource): void {
    this.sources.push(source);
  }

  addLinkSource(source: LinkSource, of: LinkedRecord['type'] = 'referral'): void {
    this.links.push({ source, of });
  }

  async linksFor(actor: Actor, record: LinkedRecord): Promise<readonly { text: string; href: string }[]> {
    const sources = this.links.filter(({ of }) => of === record.type);
    return (await Promise.all(sources.map(({ source }) => source.linksFor(actor, record)))).flat();
  }

  navigationFor(actor: Actor): readonly NavigationItem[] {
    const held = (one: Permission): boolean => actor.permissions.has(one);
    return this.navigation.filter(({ needs, anyOf }) => (!needs || held(needs)) && (!anyOf || anyOf.some(held)));
  }

  /** Every module's tasks by clock: earliest date first, undated last, then by title so that the order never flickers. */
  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    const found = await Promise.all(this.sources.map((source) => source.tasksFor(actor)));
    return found.flatMap((tasks) => tasks.slice(0, TASKS_MAX_PER_SOURCE)).sort(byClock);
  }
}

const LATEST = '9999-12-31';

function byClock(a: Task, b: Task): number {
  const [first, second] = [a.dueOn ?? LATEST, b.dueOn ?? LATEST];
  if (first !== second) return first < second ? -1 : 1;
  return a.title.localeCompare(b.title, 'en-GB') || a.href.localeCompare(b.href);
}
