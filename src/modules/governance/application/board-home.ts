import { Injectable } from '@nestjs/common';
import type { Actor, DateOnly } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import type { Choice, Task, TaskSource } from '../../../web/index.js';
import { type Meeting, ViewMeetings } from '../../panels/index.js';
import { governancePolicy } from '../governance.policy.js';

/** What waits for the people of the board, and small questions their pages ask. */
@Injectable()
export class BoardHome implements TaskSource {
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

  /** Providers that come through frameworks, by name; at most 1,000. */
  providers(actor: Actor): Promise<readonly Choice[]> {
    return this.work.read(actor, (tx) =>
      tx.query<Choice>(
        `SELECT p.organisation_id AS value, o.name AS text FROM provider p JOIN organisation o ON o.id = p.organisation_id
          WHERE p.supply_route = 'FRAMEWORK' ORDER BY o.name, o.id LIMIT 1000`,
      ),
    );
  }

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    if (!governancePolicy.canEnter(actor)) return [];
    const [meetings, today] = [await this.view.ahead(actor, 'BOARD'), await this.today(actor)];
    return meetings.flatMap((one) => taskOf(one, { today, manages: governancePolicy.canManage(actor) }));
  }
}

function taskOf(meeting: Meeting, { today, manages }: { today: DateOnly; manages: boolean }): readonly Task[] {
  const task = {
    href: `/board/meetings/${meeting.id}`,
    kind: 'The board',
    dueOn: meeting.heldOn,
    detail: meeting.bodyName,
  };
  if (meeting.status === 'OPEN') return [{ ...task, title: 'Take part in the board’s meeting' }];
  if (manages) {
    if (meeting.heldOn <= today) return [{ ...task, title: 'Open the board’s meeting' }];
    return meeting.papersSentAt === null ? [{ ...task, title: 'Send the papers of the board’s meeting' }] : [];
  }
  return meeting.papersSentAt === null ? [] : [{ ...task, title: 'Read the papers of the board’s meeting' }];
}
