import { Controller, Get, Inject, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request } from 'express';
import { type Clock, type DateOnly, daysBetween, formatDate, londonDate } from '../kernel/index.js';
import { CLOCK, Public } from '../platform/index.js';
import { seeOther } from './answers.js';
import { Page } from './page.js';
import { type Task, WebRegistry } from './registry.js';
import { type StatusTag, tag } from './tags.js';

const SHOWN_MAX = 100;

/** The first screen of every role: what waits for this person, by clock. */
@ApiExcludeController()
@Controller()
export class HomeController {
  constructor(
    private readonly registry: WebRegistry,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Public()
  @Page('web/pages/home.njk')
  async home(@Req() request: Request): Promise<object> {
    const { actor } = request;
    if (!actor) return seeOther('/sign-in');
    const today = londonDate(this.clock.now());
    const tasks = await this.registry.tasksFor(actor);
    return {
      title: 'What needs me',
      total: tasks.length,
      groups: groupTasks(tasks.slice(0, SHOWN_MAX), today),
      hidden: Math.max(0, tasks.length - SHOWN_MAX),
    };
  }
}

interface TaskGroup {
  readonly title: string;
  readonly tasks: readonly object[];
}

/** What is late or due within two days comes first, then the rest by date, then what has no date. */
export function groupTasks(tasks: readonly Task[], today: DateOnly): readonly TaskGroup[] {
  const soon = (task: Task): boolean => Boolean(task.dueOn && daysBetween(today, task.dueOn) <= 2);
  const groups: [string, readonly Task[]][] = [
    ['Now', tasks.filter(soon)],
    ['Next', tasks.filter((task) => task.dueOn && !soon(task))],
    ['Whenever you can', tasks.filter((task) => !task.dueOn)],
  ];
  return groups
    .filter(([, members]) => members.length > 0)
    .map(([title, members]) => ({
      title,
      tasks: members.map((task) => ({ ...task, due: dueTag(task.dueOn, today) })),
    }));
}

/** "2 days late", "Today", "Tomorrow", or the date; undefined when nothing is due. */
export function dueTag(dueOn: DateOnly | null | undefined, today: DateOnly): StatusTag | undefined {
  if (!dueOn) return undefined;
  const days = daysBetween(today, dueOn);
  if (days < 0) return tag(`${-days} ${days === -1 ? 'day' : 'days'} late`, 'red');
  if (days === 0) return tag('Today', 'orange');
  if (days === 1) return tag('Tomorrow', 'yellow');
  return tag(`By ${formatDate(dueOn)}`, 'blue');
}
