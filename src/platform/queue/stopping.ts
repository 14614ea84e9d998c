import { Injectable } from '@nestjs/common';

/** Whether this process stops and its unfinished jobs are handed back: what only they need must end with them. */
@Injectable()
export class Stopping {
  private readonly controller = new AbortController();
  readonly signal: AbortSignal = this.controller.signal;

  handedBack(): void {
    this.controller.abort(new Error('The process stops; another one takes the job'));
  }
}
