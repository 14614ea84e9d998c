import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import type { Answers } from '../domain/answers.js';
import type { Choice } from '../domain/codes.js';
import { PlaceChoices } from './place-choices.js';

const GONE = 'A place that is no longer open';

/** Words for the places a family named: what is still open has its name, anything else is said to be gone. */
@Injectable()
export class NamedPlaces {
  constructor(
    private readonly work: UnitOfWork,
    private readonly places: PlaceChoices,
  ) {}

  async of(actor: Actor, answers: Answers): Promise<readonly Choice[]> {
    const named = [...(answers['family.preferred'] ?? []), ...(answers['family.suitable'] ?? [])];
    const { authorityId } = actor;
    if (named.length === 0 || authorityId === null) return [];
    const open = await this.work.read(actor, (tx) => this.places.list(tx, { authorityId, yearGroup: undefined }));
    return named.map((code) => open.find((choice) => choice.code === code) ?? { code, label: GONE });
  }
}
