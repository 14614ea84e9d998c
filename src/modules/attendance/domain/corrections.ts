/** Why a mark that stood was changed. A choice and no free text: reasons go into lists that others read. */
export const CORRECTION_REASONS = {
  EXPLAINED: 'The reason for the absence is known now',
  CAME_LATER: 'The pupil came, or left, after the mark was made',
  MISTAKE: 'It was marked by mistake',
  AGREED: 'The school and we agreed on another code',
} as const;

export type CorrectionReason = keyof typeof CORRECTION_REASONS;

export const isCorrectionReason = (value: unknown): value is CorrectionReason =>
  typeof value === 'string' && Object.hasOwn(CORRECTION_REASONS, value);
