import { Injectable } from '@nestjs/common';
import type { GridPoint } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';

export interface PostcodePoint extends GridPoint {
  readonly postcode: string;
  readonly authorityCode: string | null;
}

/** A square kilometre of the grid, by its south-west corner. */
export interface SquareKilometre extends GridPoint {
  readonly postcodes: number;
  readonly authorityCode: string | null;
}

@Injectable()
export class PostcodeStore {
  async find(tx: Tx, postcode: string): Promise<PostcodePoint | undefined> {
    const [row] = await tx.query<PostcodePoint>(
      `select postcode, easting, northing, authority_code as "authorityCode" from postcode_point where postcode = $1`,
      [postcode],
    );
    return row;
  }

  density(tx: Tx): Promise<SquareKilometre[]> {
    return tx.query<SquareKilometre>(
      `select easting / 1000 * 1000 as easting, northing / 1000 * 1000 as northing, count(*) as postcodes,
         mode() within group (order by authority_code) as "authorityCode"
       from postcode_point group by 1, 2 order by 1, 2`,
    );
  }

  /** How many there are now; the caller passes at most some thousands at a time. */
  async add(tx: Tx, points: readonly PostcodePoint[]): Promise<void> {
    await tx.query(
      `insert into postcode_point (postcode, easting, northing, authority_code)
       select * from unnest($1::text[], $2::int[], $3::int[], $4::text[])
       on conflict (postcode) do update set easting = excluded.easting, northing = excluded.northing,
         authority_code = excluded.authority_code`,
      [
        points.map(({ postcode }) => postcode),
        points.map(({ easting }) => easting),
        points.map(({ northing }) => northing),
        points.map(({ authorityCode }) => authorityCode),
      ],
    );
  }
}
