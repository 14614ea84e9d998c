/** What decides how long a case is kept. Years are the policy's. */
export const RETENTION_CLASSES = {
  SEN: 'SEN file: years from the date of birth',
  EXCLUSION: 'Exclusion file: years from the end of the case, or from the date of birth if that is later',
  EDUCATION: 'Education record: years from the date of birth',
} as const;
export type RetentionClass = keyof typeof RETENTION_CLASSES;

export interface RetentionYears {
  readonly retainEducationBirthYears: number;
  readonly retainSenBirthYears: number;
  readonly retainExclusionEndYears: number;
}
