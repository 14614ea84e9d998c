import { Injectable } from '@nestjs/common';
import {
  type Actor,
  canMove,
  cleanText,
  type DateOnly,
  daysBetween,
  type FieldFault,
  forbidden,
  formatPounds,
  invalid,
  invalidFields,
  mondayOf,
  notFound,
  ok,
  pence,
  type Pence,
  problem,
  type Result,
  type SchoolCalendar,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { Capacity } from '../../capacity/index.js';
import { announce } from '../../notifications/index.js';
import { TermsOfCallOff } from '../../procurement/index.js';
import { blockMoves } from '../domain/block-states.js';
import { isUnit, listPence, placesFor, schoolWeeks, type Unit, unitsOfPlace } from '../domain/units.js';
import { BlockStore, type NewBlock } from '../persistence/block.store.js';
import { purchasingPolicy } from '../purchasing.policy.js';
import { ForAuthority } from './acting.js';
import { type Buyable, FindBuyable } from './buyable.js';

export const PLACES_MOST = 60;
export const UNITS_MOST = 2000;
const LONGEST_DAYS = 730;
export const NOTICE_MOST = 366;

export interface BlockCommand {
  readonly patternId: string;
  readonly unit: Unit;
  readonly unitsPerWeek: number;
  readonly firstDay: DateOnly;
  readonly lastDay: DateOnly;
  /** Null: the price of the list. */
  readonly unitPence: Pence | null;
  readonly noticeDays: number;
  readonly reason: string;
  /** Of a group of schools: whose pupils it is for. */
  readonly schoolIds: readonly string[];
  /** Of a school or group: its own order. */
  readonly orderReference: string | null;
  readonly orderAuthorisedBy: string | null;
  /** Of the authority. */
  readonly fund: string | null;
}

/** Prepares a block. It buys nothing yet: a second person signs it, and only then are places kept and money committed. */
@Injectable()
export class DraftBlock {
  constructor(
    private readonly work: UnitOfWork,
    private readonly authority: ForAuthority,
    private readonly buyable: FindBuyable,
    private readonly capacity: Capacity,
    private readonly terms: TermsOfCallOff,
    private readonly blocks: BlockStore,
  ) {}

  /**
   * Refused: fields; `block.not-for-sale`, `block.not-for-schools`, `block.off-framework`, `purchase.not-admitted`, `admission.*`, `tariff.none-approved`,
   * `calendar.not-covered`, `block.no-school-week`, `capacity.none-left`.
   */
  async run(actor: Actor, command: BlockCommand): Promise<Result<string>> {
    const { authorityId } = actor;
    if (!purchasingPolicy.canBuy(actor) || authorityId === null) return forbidden('purchase.make');
    const acting = await this.authority.actor(actor, authorityId);
    return this.work.inTransaction(acting, async (tx) => {
      const checked = checkBlock(command, tx.today);
      if (!checked.ok) return checked;
      const buyer = await this.buyable.kindOf(tx, actor);
      const paid = await this.payerOf(tx, actor, buyer, checked.value);
      if (!paid.ok) return paid;
      // By the first week, as it is looked at again when it is signed.
      const wanted = { authorityId, patternId: command.patternId, on: mondayOf(command.firstDay), buyer };
      const found = await this.buyable.pattern(tx, wanted);
      if (!found.ok) return found;
      const calendar = await this.buyable.calendarOf(tx, actor, buyer);
      const priced = termsOf(checked.value, found.value, calendar);
      if (!priced.ok) return priced;
      const room = await this.room(tx, priced.value);
      if (!room.ok) return room;
      const buyerId = actor.organisationId ?? '';
      const { admissionId } = priced.value;
      const termsId = admissionId === null ? null : await this.terms.asTheyStand(tx, admissionId);
      const id = await this.blocks.add(tx, { ...priced.value, ...paid.value, authorityId, buyerId, termsId });
      const reference = (await this.blocks.byId(tx, id))?.reference ?? '';
      await tx.audit('block.drafted', { type: 'block', id }, { buyer: buyerId, totalPence: priced.value.totalPence });
      await announce(tx, {
        kind: 'block.to-sign',
        organisationId: buyerId,
        subjectType: 'block',
        subjectId: id,
        reference,
      });
      return ok(id);
    });
  }

  /** Before it is signed, by whoever buys for the same organisation. */
  async withdraw(actor: Actor, id: string): Promise<Result<undefined>> {
    const block = await this.work.read(actor, (tx) => this.blocks.byId(tx, id));
    if (block === undefined) return notFound('block');
    if (!purchasingPolicy.canWithdraw(actor, block)) return forbidden('purchase.make');
    return this.work.inTransaction(await this.authority.actor(actor, block.authorityId), async (tx) => {
      const locked = await this.blocks.lock(tx, id);
      if (!canMove(blockMoves, locked?.status, 'withdraw')) return problem('block.moved-on');
      await this.blocks.withdraw(tx, id);
      await tx.audit('block.withdrawn', { type: 'block', id });
      return ok();
    });
  }

  /** Said before anybody signs; signing takes the places and is what counts. */
  private async room(tx: Tx, { patternId, places, fromWeek, toWeek }: Terms): Promise<Result<undefined>> {
    const [pattern] = await this.capacity.headroom(tx, { patternIds: [patternId], fromWeek, toWeek });
    return (pattern?.least ?? 0) < places ? problem('block.no-room', { places, least: pattern?.least ?? 0 }) : ok();
  }

  private async payerOf(
    tx: Tx,
    actor: Actor,
    buyer: 'AUTHORITY' | 'SCHOOL' | 'GROUP',
    command: BlockCommand,
  ): Promise<Result<Payer>> {
    if (buyer === 'AUTHORITY') {
      if (command.fund === null) return invalid('fund', 'required');
      const nobody = { orderReference: null, orderAuthorisedBy: null, schoolIds: [] };
      return ok({ payer: 'AUTHORITY', fund: command.fund, ...nobody });
    }
    const { orderReference, orderAuthorisedBy } = command;
    if (!orderReference) return invalid('orderReference', 'required');
    if (!orderAuthorisedBy) return invalid('orderAuthorisedBy', 'required');
    const own = { payer: 'BUYER', fund: null, orderReference, orderAuthorisedBy } as const;
    if (buyer === 'SCHOOL') return ok({ ...own, schoolIds: [actor.organisationId ?? ''] });
    const known = await this.buyable.schoolsOf(tx, actor);
    const schoolIds = [...new Set(command.schoolIds)];
    if (schoolIds.length === 0) return invalid('schoolIds', 'required');
    return schoolIds.every((id) => known.some(({ value }) => value === id))
      ? ok({ ...own, schoolIds })
      : invalid('schoolIds', 'choice');
  }
}

type Payer = Pick<NewBlock, 'payer' | 'fund' | 'orderReference' | 'orderAuthorisedBy' | 'schoolIds'>;
type Terms = Omit<NewBlock, keyof Payer | 'authorityId' | 'buyerId' | 'termsId'>;

function checkBlock(command: BlockCommand, today: DateOnly): Result<BlockCommand> {
  const reason = cleanText(command.reason, { field: 'reason', max: 2000, multiline: true, required: true });
  const texts = (['orderReference', 'orderAuthorisedBy'] as const).map((field) =>
    cleanText(command[field], { field, max: field === 'orderReference' ? 60 : 120 }),
  );
  const whole = (field: 'unitsPerWeek' | 'noticeDays', least: number, most: number): FieldFault[] => {
    const value = command[field];
    if (Number.isInteger(value) && value >= least && value <= most) return [];
    return [{ field, rule: 'number', facts: { min: least, max: most } }];
  };
  const faults: FieldFault[] = [
    ...(reason.ok ? [] : reason.problem.fields),
    ...texts.flatMap((one) => (one.ok ? [] : one.problem.fields)),
    ...(isUnit(command.unit) ? [] : [{ field: 'unit', rule: 'choice' }]),
    ...whole('unitsPerWeek', 1, UNITS_MOST),
    ...whole('noticeDays', 0, NOTICE_MOST),
    ...(mondayOf(command.firstDay) < mondayOf(today) ? [{ field: 'firstDay', rule: 'block-past' }] : []),
    ...(command.lastDay < command.firstDay ? [{ field: 'lastDay', rule: 'ends-before-start' }] : []),
    ...(daysBetween(command.firstDay, command.lastDay) > LONGEST_DAYS
      ? [{ field: 'lastDay', rule: 'block-too-long' }]
      : []),
  ];
  if (faults.length > 0 || !reason.ok) return invalidFields(faults);
  const [orderReference, orderAuthorisedBy] = texts.map((one) => (one.ok && one.value !== '' ? one.value : null));
  return ok({
    ...command,
    reason: reason.value,
    orderReference: orderReference ?? null,
    orderAuthorisedBy: orderAuthorisedBy ?? null,
  });
}

/** What is bought, how many places that keeps, and what it costs: whole pence times whole units. */
function termsOf(command: BlockCommand, { candidate, pattern }: Buyable, calendar: SchoolCalendar): Result<Terms> {
  const { unit, unitsPerWeek, firstDay, lastDay } = command;
  const uncovered = [firstDay, lastDay].find((day) => !calendar.covers(day));
  if (uncovered !== undefined) return problem('calendar.not-covered', { date: uncovered });
  const unitsPerPlace = unitsOfPlace(unit, pattern);
  if (unitsPerPlace === 0) return invalid('unit', 'block-unit-too-short');
  const places = placesFor(unitsPerWeek, unitsPerPlace);
  if (places > PLACES_MOST) {
    return invalid('unitsPerWeek', 'too-large', { max: PLACES_MOST * unitsPerPlace });
  }
  const [fromWeek, toWeek] = [mondayOf(firstDay), mondayOf(lastDay)];
  const weeks = schoolWeeks(calendar, fromWeek, toWeek);
  if (weeks.length === 0) return problem('block.no-school-week');
  const list = listPence(unit, pattern.weeklyPence ?? pence(0), pattern);
  const unitPence = command.unitPence ?? list;
  if (unitPence > list) return invalid('unitPence', 'block-above-list', { list: formatPounds(list) });
  if (unitPence < 1) return invalid('unitPence', 'money');
  return ok({
    providerId: candidate.provider.id,
    patternId: pattern.id,
    sessions: pattern.sessions,
    weeklyMinutes: pattern.weeklyMinutes,
    supplyRoute: candidate.provider.supplyRoute === 'FRAMEWORK' ? 'FRAMEWORK' : 'MAINTAINED_AP',
    admissionId: candidate.provider.supplyRoute === 'FRAMEWORK' ? (candidate.admission?.id ?? null) : null,
    tariffLineId: pattern.tariff?.id ?? '',
    vatTreatment: pattern.tariff?.vatTreatment ?? 'OUT_OF_SCOPE',
    unit,
    unitsPerWeek,
    unitsPerPlace,
    places,
    fromWeek,
    toWeek,
    schoolWeeks: weeks,
    listPence: list,
    unitPence,
    totalPence: pence(unitPence * unitsPerWeek * weeks.length),
    noticeDays: command.noticeDays,
    reason: command.reason,
  });
}
