import { Injectable } from '@nestjs/common';
import { type Actor, invalid, ok, problem, type Result } from '../../../kernel/index.js';
import {
  baselinesSent,
  type Change,
  changesOf,
  checkMeasure,
  type CheckedMeasure,
  type Measure,
  type MeasureGiven,
  type Scale,
  type SentScore,
} from '../domain/measures.js';
import { MeasureStore } from '../persistence/measure.store.js';
import type { ReviewedPlacement } from '../persistence/reviewed-placement.store.js';
import { reviewsPolicy } from '../reviews.policy.js';
import { PlacementFile, subjectOf } from './placement-file.js';

export interface MeasuresView {
  readonly placement: ReviewedPlacement;
  readonly scales: readonly Scale[];
  readonly changes: readonly Change[];
  readonly measures: readonly Measure[];
  /** What the school sent with its request and could be the baseline. */
  readonly sent: readonly SentScore[];
  readonly mayRecord: boolean;
}

export interface MeasureCommand extends MeasureGiven {
  readonly scale: string;
  /** That what stands on this day and scale is known, and was wrong. */
  readonly corrects: 'YES' | 'NO';
}

/** What a pupil measured, before, during and after, each pupil against itself. A correction keeps what stood before. */
@Injectable()
export class RecordMeasure {
  constructor(
    private readonly file: PlacementFile,
    private readonly store: MeasureStore,
  ) {}

  view(actor: Actor, placementId: string): Promise<Result<MeasuresView>> {
    return this.file.read(actor, placementId, async (tx, placement) => {
      const scales = await this.store.scales(tx, tx.today);
      const measures = await this.store.ofPlacement(tx, placementId);
      return {
        placement,
        scales,
        measures,
        sent: baselinesSent(await this.file.scoresSent(tx, placement), measures),
        changes: changesOf(scales, measures),
        mayRecord: reviewsPolicy.canRecord(actor),
      };
    });
  }

  /** What the school sent becomes the baseline of each scale that has none. Says how many; none the second time. */
  takeOver(actor: Actor, placementId: string): Promise<Result<{ taken: number }>> {
    return this.file.change(actor, placementId, async (tx, placement) => {
      const { startsOn, endedOn } = placement;
      const scales = await this.store.scales(tx, tx.today);
      const standing = await this.store.ofPlacement(tx, placementId);
      const sent = baselinesSent(await this.file.scoresSent(tx, placement), standing);
      for (const { scale: code, ...score } of sent) {
        const scale = scales.find((one) => one.code === code);
        if (scale === undefined) continue; // no longer in use
        const given = { ...score, moment: 'BASELINE', measuredBy: 'The school, with its request' };
        const checked = checkMeasure(given, scale, { today: tx.today, startsOn, endedOn, hasBaseline: false });
        if (!checked.ok) return checked;
        await this.store.add(tx, placementId, code, { ...checked.value, revision: 1 });
      }
      await tx.audit('measure.taken-over', subjectOf(placement), { scales: sent.map(({ scale }) => scale).join(' ') });
      return ok({ taken: sent.length });
    });
  }

  /** The same again changes nothing. Rules of `checkMeasure`, `scale`; problem `measure.exists` unless it corrects. */
  record(actor: Actor, placementId: string, command: MeasureCommand): Promise<Result<{ revision: number }>> {
    return this.file.change(actor, placementId, async (tx, placement) => {
      const scale = (await this.store.scales(tx, tx.today)).find(({ code }) => code === command.scale);
      if (scale === undefined) return invalid('scale', 'choose-one');
      const own = (await this.store.ofPlacement(tx, placementId)).filter((one) => one.scale === scale.code);
      const standing = own.find(({ measuredOn }) => measuredOn === command.measuredOn);
      const checked = checkMeasure(command, scale, {
        today: tx.today,
        startsOn: placement.startsOn,
        endedOn: placement.endedOn,
        hasBaseline: own.some((one) => one.moment === 'BASELINE' && one !== standing),
      });
      if (!checked.ok) return checked;
      if (standing !== undefined && isSame(standing, checked.value)) return ok({ revision: standing.revision });
      if (standing !== undefined && command.corrects !== 'YES') return problem('measure.exists');
      const revision = (standing?.revision ?? 0) + 1;
      await this.store.add(tx, placementId, scale.code, { ...checked.value, revision });
      await tx.audit('measure.recorded', subjectOf(placement), { scale: scale.code, revision });
      return ok({ revision });
    });
  }
}

const isSame = (standing: Measure, given: CheckedMeasure): boolean =>
  standing.tenths === given.tenths && standing.moment === given.moment && standing.measuredBy === given.measuredBy;
