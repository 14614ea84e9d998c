import { ApiProperty } from '@nestjs/swagger';
import type { MatchingStatus } from '../application/matching-runs.js';
import type { OptionsView } from '../application/view-options.js';
import type { RunDetail } from '../persistence/result.store.js';
import type { Run } from '../persistence/run.store.js';

export class RunResource {
  @ApiProperty({ format: 'uuid' }) readonly id: string;
  @ApiProperty() readonly number: number;
  @ApiProperty({ enum: ['RUNNING', 'RETRYING', 'FINISHED', 'UNCHANGED', 'FAILED', 'CANCELLED'] })
  readonly state: string;
  @ApiProperty() readonly stage: string;
  @ApiProperty() readonly done: number;
  @ApiProperty({ type: Number, nullable: true }) readonly total: number | null;
  @ApiProperty({ type: String, nullable: true, format: 'uuid' }) readonly policyId: string | null;
  @ApiProperty({ type: Number, nullable: true }) readonly policyVersion: number | null;
  @ApiProperty({ type: String, nullable: true, format: 'date' }) readonly asOf: string | null;
  @ApiProperty({ type: String, nullable: true, enum: ['optimal', 'bounded', 'stable', 'greedy'] })
  readonly status: string | null;
  @ApiProperty({ type: Number, nullable: true }) readonly seed: number | null;
  @ApiProperty({ type: String, nullable: true }) readonly inputHash: string | null;
  @ApiProperty({ type: String, nullable: true, format: 'uuid', description: 'Set when nothing had changed.' })
  readonly sameAsRunId: string | null;
  @ApiProperty({ format: 'date-time' }) readonly startedAt: Date;
  @ApiProperty({ type: String, nullable: true, format: 'date-time' }) readonly finishedAt: Date | null;
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  readonly counts: RunDetail['counts'] | null;

  constructor(run: Run, detail?: RunDetail) {
    const { problem: _problem, attempt: _attempt, mode: _mode, engine: _engine, ...shown } = run;
    Object.assign(this, shown, { counts: detail?.counts ?? null });
  }
}

export class MatchingStatusResource {
  @ApiProperty({ type: RunResource, nullable: true }) readonly newest: RunResource | null;
  @ApiProperty({ type: RunResource, nullable: true }) readonly result: RunResource | null;
  @ApiProperty({ description: 'A newer run did not finish: the result may be out of date.' }) readonly dated: boolean;

  constructor({ newest, result, dated }: MatchingStatus) {
    this.newest = newest ? new RunResource(newest) : null;
    this.result = result ? new RunResource(result) : null;
    this.dated = dated;
  }
}

/** For a party of the case: options that a panel will decide on. For the panel also what the run proposes. */
export class OptionsResource {
  @ApiProperty({ format: 'uuid' }) readonly referralId: string;
  @ApiProperty({ enum: ['ALL', 'PANEL'] }) readonly audience: string;
  @ApiProperty({ format: 'date' }) readonly asOf: string;
  @ApiProperty() readonly policyVersion: number;
  @ApiProperty() readonly dated: boolean;
  @ApiProperty({ description: 'Worked out for this pupil alone, until a run has looked at everybody.' })
  readonly provisional: boolean;
  @ApiProperty({ description: 'True while the policy holds options back until the panel’s papers go out.' })
  readonly heldBack: boolean;
  @ApiProperty({
    type: String,
    nullable: true,
    format: 'date',
    description: 'When the panel meets on it, for a party.',
  })
  readonly meetingOn: string | null;
  @ApiProperty({ type: String, nullable: true, format: 'uuid', description: 'For the panel only.' })
  readonly runId?: string;
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  readonly options: OptionsView['options'];
  @ApiProperty({ type: 'object', additionalProperties: true }) readonly explanation: OptionsView['explanation'];

  constructor(view: OptionsView) {
    const { referralId, audience, asOf, policyVersion, dated, provisional, options, explanation } = view;
    Object.assign(this, { referralId, audience, asOf, policyVersion, dated, provisional, options, explanation });
    this.heldBack = view.audience === 'ALL' && view.heldBack;
    this.meetingOn = view.audience === 'ALL' ? view.meetingOn : null;
    if (view.audience === 'PANEL' && view.run !== null) this.runId = view.run.runId;
  }
}

export class ConsideredResource {
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  readonly items: OptionsView['considered'];

  constructor({ considered }: OptionsView) {
    this.items = considered;
  }
}
