/** Long work as a page shows it: its stage, its counts, and whether it still moves. */
export interface ProgressView {
  readonly state: 'QUEUED' | 'RUNNING' | 'RETRYING' | 'FINISHED' | 'FAILED';
  readonly stage: string;
  readonly done: number;
  /** Null while the total is not known yet. */
  readonly total: number | null;
  /** What is counted: "rows", "pupils". */
  readonly unit: string;
  readonly moving: boolean;
  readonly percent: number | null;
  readonly words: string;
}

const STATE_WORDS = {
  QUEUED: 'Waiting to start',
  RUNNING: 'Running',
  RETRYING: 'Stopped by a fault, will be tried again',
  FINISHED: 'Finished',
  FAILED: 'Failed',
} as const;

export function progressView(job: Pick<ProgressView, 'state' | 'stage' | 'done' | 'total' | 'unit'>): ProgressView {
  const moving = job.state === 'QUEUED' || job.state === 'RUNNING' || job.state === 'RETRYING';
  const percent =
    job.total === null || job.total === 0 ? null : Math.floor((100 * Math.min(job.done, job.total)) / job.total);
  return { ...job, moving, percent, words: STATE_WORDS[job.state] };
}
