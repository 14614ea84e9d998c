import { Injectable } from '@nestjs/common';
import { type DateOnly, type GridPoint, invalid, newId, ok, type Result } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { PostcodeStore } from '../persistence/postcode.store.js';
import { type PositionFrom, type PupilIdentity, type PupilProfile, PupilStore } from '../persistence/pupil.store.js';

export interface PupilKey {
  readonly authorityId: string;
  readonly upn: string;
  readonly dateOfBirth: DateOnly;
}

export interface Located {
  readonly position: GridPoint | null;
  /** SCHOOL: the postcode is on no list here, so the school's own position stands in, and pages must say so. */
  readonly positionFrom: PositionFrom;
  /** The council the postcode lies in, three digits; null when it is not known. */
  readonly authorityCode: string | null;
}

/** A case that the child's record is opened for. */
export interface CaseOfPupil {
  readonly id: string;
  readonly pupilId: string;
  /** Withdrawn or closed: its readers keep what was there then. */
  readonly over: boolean;
}

/** The child's record, one per authority and unique pupil number. Every method runs inside the caller's transaction. */
@Injectable()
export class PupilRecords {
  constructor(
    private readonly pupils: PupilStore,
    private readonly postcodes: PostcodeStore,
  ) {}

  /**
   * The pupil this number belongs to, or a new one. The date of birth must agree: a mistyped number must neither join
   * two children nor show one of them to the other's school. Rule on `pupil.upn`: `details-differ`.
   */
  async findOrAdd(tx: Tx, key: PupilKey): Promise<Result<{ pupilId: string; isNew: boolean }>> {
    const known = await this.known(tx, key);
    if (known !== undefined) return known;
    const pupilId = newId();
    if (await this.pupils.claimNumber(tx, pupilId, key.authorityId, key.upn, key.dateOfBirth)) {
      await this.pupils.add(tx, pupilId, key.authorityId);
      return ok({ pupilId, isNew: true });
    }
    return (await this.known(tx, key)) ?? invalid('pupil.upn', 'details-differ');
  }

  /** A date of birth mistyped at first is put right; the number stays with its pupil. */
  async correct(tx: Tx, pupilId: string, key: PupilKey): Promise<void> {
    await this.pupils.correctNumber(tx, pupilId, key.authorityId, key.upn, key.dateOfBirth);
  }

  /** What would become of this number: a new record, one the authority holds already, or a refusal. */
  async recognise(tx: Tx, key: PupilKey): Promise<'NEW' | 'KNOWN' | 'DIFFERS'> {
    const known = await this.pupils.findNumber(tx, key.authorityId, key.upn, key.dateOfBirth);
    if (known === undefined) return 'NEW';
    return known.sameDetails ? 'KNOWN' : 'DIFFERS';
  }

  private async known(tx: Tx, key: PupilKey): Promise<Result<{ pupilId: string; isNew: boolean }> | undefined> {
    const known = await this.pupils.findNumber(tx, key.authorityId, key.upn, key.dateOfBirth);
    if (known === undefined) return undefined;
    return known.sameDetails ? ok({ pupilId: known.pupilId, isNew: false }) : invalid('pupil.upn', 'details-differ');
  }

  /** From the postcode; where that is not on the list, from the fallback (the school). */
  async locate(tx: Tx, postcode: string | null, fallback: GridPoint | null): Promise<Located> {
    const point = postcode === null ? undefined : await this.postcodes.find(tx, postcode);
    if (point !== undefined) {
      const { easting, northing, authorityCode } = point;
      return { position: { easting, northing }, positionFrom: 'POSTCODE', authorityCode };
    }
    return { position: fallback, positionFrom: fallback === null ? 'NONE' : 'SCHOOL', authorityCode: null };
  }

  /** The caller must be a party to one of the pupil's referrals, or row security refuses. */
  async save(
    tx: Tx,
    pupilId: string,
    record: { authorityId: string; homeAuthorityCode: string | null; identity: PupilIdentity; profile: PupilProfile },
  ): Promise<void> {
    await this.pupils.setHomeAuthority(tx, pupilId, record.homeAuthorityCode);
    await this.pupils.saveIdentity(tx, pupilId, record.authorityId, record.identity);
    await this.pupils.saveProfile(tx, pupilId, record.authorityId, record.profile);
  }

  /** The record of today. Undefined when there is none, or when it is outside what the actor may open. */
  identity(tx: Tx, pupilId: string): Promise<PupilIdentity | undefined> {
    return this.pupils.identity(tx, { pupilId });
  }

  /** What stands for the child where nobody may be named. */
  reference(tx: Tx, pupilId: string): Promise<string | undefined> {
    return this.pupils.reference(tx, pupilId);
  }

  /**
   * The child as one case shows it: the record of today, or, once the case is over, the copy of that moment. What the
   * next school writes about the child is not for the school before. A part out of scope is undefined.
   */
  async ofCase(
    tx: Tx,
    { id, pupilId, over }: CaseOfPupil,
  ): Promise<{ identity: PupilIdentity | undefined; profile: PupilProfile | undefined }> {
    const key = over ? { closedCaseId: id } : { pupilId };
    return { identity: await this.pupils.identity(tx, key), profile: await this.pupils.profile(tx, key) };
  }

  /** Copies the record for a case that ends in this transaction. False when the actor may not open all of it. */
  keepForClosedCase(tx: Tx, referralId: string, pupilId: string): Promise<boolean> {
    return this.pupils.keep(tx, referralId, pupilId);
  }

  /** The case is open again, and reads the record of today. */
  forgetClosedCase(tx: Tx, referralId: string): Promise<void> {
    return this.pupils.forget(tx, referralId);
  }
}
