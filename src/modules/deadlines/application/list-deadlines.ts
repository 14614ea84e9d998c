import { Injectable } from '@nestjs/common';
import {
  type Actor,
  type DateOnly,
  forbidden,
  invalid,
  isDateOnly,
  isUuid,
  ok,
  type Result,
} from '../../../kernel/index.js';
import { type Counted, UnitOfWork } from '../../../platform/index.js';
import { deadlinesPolicy } from '../deadlines.policy.js';
import { type Deadline, DEADLINE_PARTIES, type DeadlineParty } from '../domain/deadline.js';
import { type DeadlineFilter, type DeadlineKey, DeadlineStore } from '../persistence/deadline.store.js';
import { DeadlineSources } from './deadline-sources.js';

export interface DeadlineQuery {
  readonly kind?: unknown;
  readonly party?: unknown;
  readonly offset?: number;
  readonly limit: number;
  /** As `parseCursor` read it. */
  readonly after?: readonly (string | number)[] | undefined;
}

export interface ReasonedDeadline extends Deadline {
  readonly words: string;
  readonly reason: string;
  readonly href: string;
}

export interface DeadlinePage extends Counted<ReasonedDeadline> {
  readonly today: DateOnly;
}

/** Every running deadline of the authority's open cases, the nearest first. Reading it is audited. */
@Injectable()
export class ListDeadlines {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: DeadlineStore,
    private readonly sources: DeadlineSources,
  ) {}

  /** Refused: `choice` on `kind` and `party`, `cursor` on `cursor`. */
  async run(actor: Actor, query: DeadlineQuery): Promise<Result<DeadlinePage>> {
    if (!deadlinesPolicy.canRead(actor)) return forbidden('deadline.read');
    const kinds = this.sources.kinds();
    const filter = filterFrom(query, kinds);
    if (!filter.ok) return filter;
    const after = keyFrom(query.after);
    if (!after.ok) return after;
    return this.work.inTransaction(actor, async (tx) => {
      const at = { offset: query.offset ?? 0, limit: query.limit, after: after.value };
      const { rows, total } = await this.store.page(tx, filter.value, at);
      if (rows.length > 0) {
        await tx.audit(
          'deadline.listed',
          { type: 'deadline-list', id: actor.organisationId ?? actor.name },
          {
            count: rows.length,
          },
        );
      }
      const reasoned = rows.flatMap((row) => {
        const kind = kinds[row.kind];
        return kind === undefined
          ? []
          : [{ ...row, words: kind.words, reason: kind.reason(row), href: kind.href(row, actor) }];
      });
      return ok({ rows: reasoned, total, today: tx.today });
    });
  }

  /** What a list may be narrowed to. */
  kinds(): readonly { readonly value: string; readonly text: string }[] {
    return Object.entries(this.sources.kinds()).map(([value, { words }]) => ({ value, text: words }));
  }
}

const isParty = (value: unknown): value is DeadlineParty =>
  typeof value === 'string' && Object.hasOwn(DEADLINE_PARTIES, value);
const isGiven = (value: unknown): boolean => value !== undefined && value !== '' && value !== null;

function filterFrom({ kind, party }: DeadlineQuery, kinds: object): Result<DeadlineFilter> {
  if (isGiven(kind) && (typeof kind !== 'string' || !Object.hasOwn(kinds, kind))) return invalid('kind', 'choice');
  if (isGiven(party) && !isParty(party)) return invalid('party', 'choice');
  return ok({ kind: typeof kind === 'string' && kind !== '' ? kind : null, party: isParty(party) ? party : null });
}

function keyFrom(after: DeadlineQuery['after']): Result<DeadlineKey | undefined> {
  if (after === undefined) return ok(undefined);
  const [due, kind, subject, part] = after;
  const fits = isDateOnly(due) && typeof kind === 'string' && isUuid(subject) && Number.isInteger(part);
  return fits && Math.abs(Number(part)) < 100_000
    ? ok([due, kind, subject, Number(part)])
    : invalid('cursor', 'cursor');
}
