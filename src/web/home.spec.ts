import { describe, expect, it } from '@jest/globals';
import { type Actor, type DateOnly, dateOnly, serviceActor } from '../kernel/index.js';
import { dueTag, groupTasks } from './home.controller.js';
import { progressView } from './progress.js';
import { type Task, WebRegistry } from './registry.js';

const today = dateOnly('2026-11-02');
const task = (title: string, dueOn?: DateOnly): Task => ({
  title,
  href: `/${title}`,
  kind: 'Offer',
  ...(dueOn ? { dueOn } : {}),
});
const actor: Actor = serviceActor('test', null, ['audit.read']);

describe('what needs me', () => {
  it('stands in the order of the clock, undated last, whatever module it comes from', async () => {
    const registry = new WebRegistry();
    registry.addTaskSource({ tasksFor: async () => [task('c'), task('b', dateOnly('2026-11-09'))] });
    registry.addTaskSource({ tasksFor: async () => [task('a'), task('z', dateOnly('2026-10-30'))] });
    expect((await registry.tasksFor(actor)).map(({ title }) => title)).toEqual(['z', 'b', 'a', 'c']);
  });

  it('puts what is late or due within two days first', () => {
    const groups = groupTasks(
      [
        task('late', dateOnly('2026-10-30')),
        task('soon', dateOnly('2026-11-04')),
        task('later', dateOnly('2026-11-05')),
        task('any'),
      ],
      today,
    );
    expect(groups.map(({ title, tasks }) => [title, tasks.length])).toEqual([
      ['Now', 2],
      ['Next', 1],
      ['Whenever you can', 1],
    ]);
  });

  it.each([
    ['2026-10-31', '2 days late'],
    ['2026-11-01', '1 day late'],
    ['2026-11-02', 'Today'],
    ['2026-11-03', 'Tomorrow'],
    ['2026-11-10', 'By 10 November 2026'],
  ])('says of %s: %s', (dueOn, words) => {
    expect(dueTag(dateOnly(dueOn), today)?.text).toBe(words);
  });

  it('shows a link only to those who may follow it', () => {
    const registry = new WebRegistry();
    registry.addNavigation(
      { text: 'Reports', href: '/reports', order: 2, anyOf: ['audit.read'] },
      { text: 'Budget', href: '/budget', order: 1, anyOf: ['budget.read'] },
      { text: 'Spending', href: '/spending', order: 3, needs: 'budget.read', anyOf: ['audit.read'] },
      { text: 'Home', href: '/', order: 0 },
    );
    expect(registry.navigationFor(actor).map(({ text }) => text)).toEqual(['Home', 'Reports']);
  });
});

describe('long work', () => {
  it('never shows more than a hundred per cent, and no share of an unknown total', () => {
    const job = { state: 'RUNNING', stage: 'Reading', unit: 'rows' } as const;
    expect(progressView({ ...job, done: 7, total: 5 }).percent).toBe(100);
    expect(progressView({ ...job, done: 7, total: null }).percent).toBeNull();
    expect(progressView({ ...job, done: 0, total: 0 }).percent).toBeNull();
    expect(progressView({ ...job, state: 'FINISHED', done: 5, total: 5 }).moving).toBe(false);
  });
});
