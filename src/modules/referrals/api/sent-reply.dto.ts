import { ApiProperty } from '@nestjs/swagger';
import type { SentView } from '../application/view-sent.js';

export class DraftKey {
  @ApiProperty({ format: 'uuid' }) id: string;
}

export class SentAnswerReply {
  @ApiProperty({ description: '1 for the first time it was sent.' }) sending: number;
  @ApiProperty() sentAt: Date;
  @ApiProperty() field: string;
  @ApiProperty() question: string;
  @ApiProperty() answer: string;
}

export class SentAnswersReply {
  @ApiProperty({ type: [SentAnswerReply], description: 'Only the answers that you may open.' })
  items: readonly SentAnswerReply[];

  static of({ answers }: SentView): SentAnswersReply {
    return {
      items: answers.map(({ sending, sentAt, field, question, answer }) => ({
        sending,
        sentAt,
        field,
        question,
        answer,
      })),
    };
  }
}

export class FilledReply {
  @ApiProperty({ type: [String], description: 'The answers that were filled in, by path.' }) filled: string[];
}
