import { Injectable } from '@nestjs/common';
import { type DateOnly, newId } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { isMessageKind, MESSAGE_KINDS, type MessageKind } from '../domain/kinds.js';

export interface Announcement {
  readonly kind: MessageKind;
  readonly organisationId: string;
  readonly subjectType: string;
  readonly subjectId: string;
  /** The subject's own reference, such as PL-000012. */
  readonly reference: string;
  readonly dueOn?: DateOnly | null;
}

/** As it is to be written down, with when it was said. */
export interface Told extends Announcement {
  readonly at: Date;
}

export interface Message {
  readonly id: string;
  readonly kind: MessageKind;
  readonly title: string;
  readonly text: string;
  readonly href: string;
  readonly reference: string;
  readonly dueOn: DateOnly | null;
  readonly sentAt: Date;
  readonly readAt: Date | null;
}

/** Puts a message in the outbox of this transaction: told if it commits, never if it does not. */
export const announce = (tx: Tx, announcement: Announcement): Promise<void> => announceAll(tx, [announcement]);

/** As `announce`, many at once. */
export async function announceAll(tx: Tx, announcements: readonly Announcement[]): Promise<void> {
  const at = tx.now.toISOString();
  await tx.outboxAll(
    'notifications.deliver',
    announcements.map(({ kind, organisationId, subjectType, subjectId, reference, dueOn }) => ({
      kind,
      organisationId,
      subjectType,
      subjectId,
      reference,
      at,
      ...(dueOn ? { dueOn } : {}),
    })),
  );
}

/** Messages as the app keeps and shows them. */
@Injectable()
export class Messages {
  /** Writes it once: `businessKey` is the outbox row's id. */
  async deliver(tx: Tx, announcement: Told, businessKey: string): Promise<void> {
    await tx.query(
      `insert into message (id, authority_id, organisation_id, kind, needs_permission, subject_type, subject_id, reference, due_on,
         sent_at, business_key)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (organisation_id, business_key) do nothing`,
      [
        newId(),
        tx.actor.authorityId,
        announcement.organisationId,
        announcement.kind,
        MESSAGE_KINDS[announcement.kind].needs,
        announcement.subjectType,
        announcement.subjectId,
        announcement.reference,
        announcement.dueOn ?? null,
        announcement.at,
        businessKey,
      ],
    );
  }

  /** Newest first; `total` is the true number of messages the actor may read. */
  async list(
    tx: Tx,
    { offset, limit }: { offset: number; limit: number },
  ): Promise<{ items: Message[]; total: number }> {
    const rows = await tx.query<MessageRow>(
      `select id, kind, subject_id, reference, due_on, sent_at, read_at from message
       order by sent_at desc, id desc limit $1 offset $2`,
      [limit, offset],
    );
    const [count] = await tx.query<{ total: number }>('select count(*) as total from message');
    return { items: rows.flatMap(messageFromRow), total: count?.total ?? 0 };
  }

  async unread(tx: Tx): Promise<number> {
    const [count] = await tx.query<{ total: number }>('select count(*) as total from message where read_at is null');
    return count?.total ?? 0;
  }

  /** Marks one as read, or every one that the actor may read; the first reader stays recorded. */
  async markRead(tx: Tx, id: string | null): Promise<void> {
    await tx.query(
      'update message set read_at = $2, read_by = $3 where read_at is null and ($1::uuid is null or id = $1) and $3::uuid is not null',
      [id, tx.now, tx.actor.userId],
    );
  }
}

interface MessageRow {
  id: string;
  kind: string;
  subject_id: string;
  reference: string;
  due_on: DateOnly | null;
  sent_at: Date;
  read_at: Date | null;
}

function messageFromRow(row: MessageRow): Message[] {
  if (!isMessageKind(row.kind)) return [];
  const { title, text, href } = MESSAGE_KINDS[row.kind];
  return [
    {
      id: row.id,
      kind: row.kind,
      title,
      text,
      href: href(row.subject_id),
      reference: row.reference,
      dueOn: row.due_on,
      sentAt: row.sent_at,
      readAt: row.read_at,
    },
  ];
}
