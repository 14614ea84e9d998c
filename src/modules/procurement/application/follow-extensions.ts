import { Injectable } from '@nestjs/common';
import { type Actor, formatDate, may } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import { type Ending, ExtensionStore, type LeftBehind } from '../persistence/extension.store.js';
import type { FrameworkSummary } from '../persistence/framework.store.js';

const KIND = 'Frameworks';

/** Says what ends though its framework goes on: prices to whoever enters them, openings to their provider. */
@Injectable()
export class FollowExtensions implements TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: ExtensionStore,
  ) {}

  /** What ends with the framework as it stands today. */
  endingWith(actor: Actor, { id, endsOn }: Pick<FrameworkSummary, 'id' | 'endsOn'>): Promise<Ending> {
    return this.work.read(actor, (tx) => this.store.endingWith(tx, id, endsOn));
  }

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    const { organisationId, role } = actor;
    if (may(actor, 'tariff.draft')) {
      const left = await this.work.read(actor, (tx) => this.store.prices(tx));
      return left.map((one) => ({
        title: `Enter what is paid after ${formatDate(one.endedOn)}: ${counted(one.count, 'price')} of ${counted(one.providers, 'provider')} ${ends(one.count)} then`,
        href: `/prices?ends=${one.endedOn}`,
        detail: goesOn(one),
        ...due(one),
      }));
    }
    if (organisationId === null || role?.startsWith('PROVIDER') !== true || !may(actor, 'opening.manage')) return [];
    const left = await this.work.read(actor, (tx) => this.store.openings(tx, organisationId));
    return left.map((one) => ({
      title: `Open places after ${formatDate(one.endedOn)}: ${counted(one.count, 'opening')} ${ends(one.count)} then`,
      href: `/openings/many/copy?provider=${organisationId}`,
      detail: `Your admission goes on: ${goesOn(one)}`,
      ...due(one),
    }));
  }
}

const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;
const ends = (count: number): string => (count === 1 ? 'ends' : 'end');
const goesOn = ({ frameworkName, goesOnTo }: LeftBehind): string =>
  `${frameworkName} is extended to ${formatDate(goesOnTo)}.`;
const due = ({ endedOn }: LeftBehind) => ({ kind: KIND, dueOn: endedOn });

/** What the page of an extension says of it, before it is made. */
export function endingWords({ prices, openings }: Ending): string {
  if (prices + openings === 0) return '';
  const parts = [
    ...(prices === 0 ? [] : [`${counted(prices, 'price')} of yours`]),
    ...(openings === 0 ? [] : [counted(openings, 'opening')]),
  ];
  return `${parts.join(' and ')} under it ${ends(prices + openings)} on its last day and will not go on by ${
    prices + openings === 1 ? 'itself' : 'themselves'
  }: new prices are entered, and providers open places again.`;
}
