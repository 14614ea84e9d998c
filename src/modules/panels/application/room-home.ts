import { Injectable } from '@nestjs/common';
import type { Actor, DateOnly } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import type { Choice, Task, TaskSource } from '../../../web/index.js';
import { type Room, ROOMS } from '../domain/rooms.js';
import { panelsPolicy } from '../panels.policy.js';
import type { Meeting } from '../persistence/meeting.store.js';
import { ViewMeetings } from './view-meetings.js';

/** What waits for the people of a body, and small questions their pages ask. */
@Injectable()
export class RoomHome implements TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly view: ViewMeetings,
  ) {}

  today(actor: Actor): Promise<DateOnly> {
    return this.work.read(actor, (tx) => Promise.resolve(tx.today));
  }

  /** Organisations a member may sit for, by name; at most 1,000. */
  organisations(actor: Actor): Promise<readonly Choice[]> {
    return this.work.read(actor, (tx) =>
      tx.query<Choice>(
        `SELECT o.id AS value, o.name AS text FROM organisation o JOIN authority a ON a.id = $1
          WHERE o.kind <> 'AUTHORITY' AND (o.authority_code = a.code OR o.kind IN ('PROVIDER', 'TRUST'))
          ORDER BY o.name, o.id LIMIT 1000`,
        [actor.authorityId],
      ),
    );
  }

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    const tasks: Task[] = [];
    for (const room of Object.values(ROOMS)) tasks.push(...(await this.tasksIn(actor, room)));
    return tasks;
  }

  async tasksIn(actor: Actor, room: Room): Promise<readonly Task[]> {
    if (!panelsPolicy.canEnter(actor, room.kind)) return [];
    const [meetings, today] = [await this.view.ahead(actor, room.kind), await this.today(actor)];
    const manages = panelsPolicy.canFound(actor, room.kind);
    return meetings.flatMap((one) => taskOf(room, one, { today, manages }));
  }
}

function taskOf(room: Room, meeting: Meeting, at: { today: DateOnly; manages: boolean }): readonly Task[] {
  const task = {
    href: `${room.path}/meetings/${meeting.id}`,
    kind: `The ${room.noun}`,
    dueOn: meeting.heldOn,
    detail: meeting.bodyName,
  };
  const its = `the ${room.noun}’s meeting`;
  if (meeting.status === 'OPEN') return [{ ...task, title: `Take part in ${its}` }];
  if (at.manages) {
    if (meeting.heldOn <= at.today) return [{ ...task, title: `Open ${its}` }];
    return meeting.papersSentAt === null ? [{ ...task, title: `Send the papers of ${its}` }] : [];
  }
  return meeting.papersSentAt === null ? [] : [{ ...task, title: `Read the papers of ${its}` }];
}
