import type { Model } from './model.js';

/** Changes that are looked at one by one, before what they add is written into a new list of all. */
const MOST_SINCE = 5000;

/**
 * Whose each option is, by its id. Looking through the options of a region for one takes longer than to answer what its being pinned
 * would do; a change adds to what was known before, and leaves that as it was.
 */
export class OptionOwners {
  private constructor(
    private readonly all: ReadonlyMap<string, string>,
    /** What has changed since: undefined where an option is gone. */
    private readonly since: ReadonlyMap<string, string | undefined>,
  ) {}

  static of({ options, optionPupil, pupils }: Model): OptionOwners {
    const all = new Map<string, string>();
    for (let o = 0; o < options.length; o += 1)
      all.set(options[o] as string, pupils[optionPupil[o] as number] as string);
    return new OptionOwners(all, new Map());
  }

  /** The pupil whose option it is. */
  of(option: string): string | undefined {
    return this.since.has(option) ? this.since.get(option) : this.all.get(option);
  }

  /** After a pupil's options were replaced by others. */
  after(pupil: string, gone: readonly string[], come: readonly string[]): OptionOwners {
    const since = new Map(this.since);
    for (const option of gone) since.set(option, undefined);
    for (const option of come) since.set(option, pupil);
    if (since.size <= MOST_SINCE) return new OptionOwners(this.all, since);
    const all = new Map(this.all);
    for (const [option, owner] of since) {
      if (owner === undefined) all.delete(option);
      else all.set(option, owner);
    }
    return new OptionOwners(all, new Map());
  }
}
