import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/index.js';
import { type PostcodePoint, PostcodeStore, type SquareKilometre } from '../persistence/postcode.store.js';

/** Where postcodes lie. They belong to nobody: every signed-in reader and every service may ask. */
@Injectable()
export class Postcodes {
  constructor(private readonly store: PostcodeStore) {}

  /** A postcode written as `M14 7PA`, or undefined when it is not on the list. */
  find(tx: Tx, postcode: string): Promise<PostcodePoint | undefined> {
    return this.store.find(tx, postcode);
  }

  /** Every square kilometre that has a postcode: its south-west corner, how many, and the council of most of them. */
  density(tx: Tx): Promise<SquareKilometre[]> {
    return this.store.density(tx);
  }
}
