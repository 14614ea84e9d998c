import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/index.js';
import type { PlacementStatus } from '../domain/placement-states.js';

export interface FollowedPlacement {
  readonly id: string;
  readonly authorityId: string;
  /** As it is from now on. */
  readonly status: PlacementStatus;
}

/** Another module's part in a placement. */
export interface PlacementFollower {
  /** In the transaction that moves it, as whoever moves it: both or neither. */
  moved(tx: Tx, placement: FollowedPlacement): Promise<void>;
}

/** Those who follow where placements get to. They register themselves when they start. */
@Injectable()
export class PlacementFollowers {
  private readonly followers: PlacementFollower[] = [];

  add(follower: PlacementFollower): void {
    this.followers.push(follower);
  }

  async moved(tx: Tx, placement: FollowedPlacement): Promise<void> {
    for (const follower of this.followers) await follower.moved(tx, placement);
  }
}
