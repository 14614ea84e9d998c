/** The ten authorities of Greater Manchester: local authority code, name, and the statistics code. */
export const GREATER_MANCHESTER: readonly { readonly code: string; readonly name: string; readonly gssCode: string }[] =
  ['Bolton', 'Bury', 'Manchester', 'Oldham', 'Rochdale', 'Salford', 'Stockport', 'Tameside', 'Trafford', 'Wigan'].map(
    (name, index) => ({
      code: String(350 + index),
      name,
      gssCode: `E080000${String(index + 1).padStart(2, '0')}`,
    }),
  );
