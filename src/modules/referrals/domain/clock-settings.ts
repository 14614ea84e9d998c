/** The local settings that deadlines and checks of a request are worked out by, as the policy in force has them. */
export interface ClockSettings {
  readonly countFirstExcludedDay: boolean;
  readonly offSiteNoticeClearDays: boolean;
  readonly offSiteReviewWeeks: number;
  readonly suspensionSchoolDaysMost: number;
  readonly healthAbsenceSchoolDays: number;
  readonly fullTimeHours: number;
  readonly separationSchoolDays: number;
  readonly fairAccessSchoolDays: number;
}
