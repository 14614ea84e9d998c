/**
 * What the sizes and shapes of the instances follow: shares of pupils in alternative provision, as published by the Department for
 * Education (Open Government Licence v3.0). Only what the generators use.
 */

/** School-arranged alternative provision by year group, England 2022/23 (school_ap_by_characteristics). */
export const YEAR_GROUPS = {
  primary: 0.0027 + 0.0119 + 0.0151 + 0.0165 + 0.018 + 0.0214 + 0.0253,
  ks3: 0.0266 + 0.0896 + 0.1472,
  ks4: 0.2513 + 0.3687,
  post16: 0.0057,
};

/**
 * Reasons: school-arranged placements by reason, England 2022/23 (school_ap_by_reason_setting), beside the permanent exclusions of
 * that year (9,376), whose pupils are owed provision from the sixth day. One band each.
 */
export const BANDS = {
  0: 9376 + 249,
  1: 561 + 4482,
  2: 13725 + 5444 + 116,
};

/** SEN on entry, school-arranged alternative provision, England 2022/23. */
export const SEN = { support: 0.4252, none: 0.3753, plan: 0.1995 };

/** Where school-arranged placements are, England 2022/23 (school_ap_by_reason_setting). */
export const SETTINGS = {
  school: 0.5083,
  unregistered: 0.2624,
  tuition: 0.1045,
  registered: 0.0761,
  work: 0.035,
  college: 0.0137,
};

/** Ofsted outcomes of state alternative provision, 2023, and what each adds to a fit. */
export const QUALITY = { 150: 0.179, 100: 0.6759, 50: 0.0926, 0: 0.0525 };

/**
 * The ten authorities of Greater Manchester: pupils in alternative provision 2022/23 (state-funded, school-arranged and funded by
 * the authority together), and about where they live (easting and northing in km).
 */
export const AUTHORITIES = [
  { name: 'bolton', pupils: 103 + 118 + 233, at: [371, 409] },
  { name: 'bury', pupils: 127 + 119 + 283, at: [380, 410] },
  { name: 'manchester', pupils: 234 + 243 + 257, at: [384, 397] },
  { name: 'oldham', pupils: 42 + 119 + 87, at: [392, 405] },
  { name: 'rochdale', pupils: 123 + 113 + 95, at: [389, 413] },
  { name: 'salford', pupils: 142 + 126 + 258, at: [378, 400] },
  { name: 'stockport', pupils: 112 + 34 + 226, at: [389, 389] },
  { name: 'tameside', pupils: 143 + 215 + 217, at: [395, 398] },
  { name: 'trafford', pupils: 39 + 93 + 133, at: [377, 392] },
  { name: 'wigan', pupils: 98 + 157 + 210, at: [358, 405] },
];

/** A place of alternative provision in pence a year: GBP 10,000 of place funding, 2023-24. */
export const PLACE_PENCE = 1_000_000;
