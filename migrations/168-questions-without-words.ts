import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a question answered with yes or no, a number or a date has no most words, and the check refused it for that:
 *        null and false is false. Such questions could not be asked at all.
 * Locks: an instant on round_question; every row there passes, because the new check allows more.
 * Undo:  the old check again; it fails where such questions have been asked since.
 */
export class QuestionsWithoutWords1790000000168 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE round_question DROP CONSTRAINT round_question_words,
        ADD CONSTRAINT round_question_words CHECK (words_max IS NULL OR (words_max BETWEEN 10 AND 5000 AND answer = 'WORDS'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE round_question DROP CONSTRAINT round_question_words,
        ADD CONSTRAINT round_question_words CHECK (words_max BETWEEN 10 AND 5000 AND answer = 'WORDS');
    `);
  }
}
