/** What a place is called where people read it. */
export interface PlaceNames {
  readonly provider: string;
  readonly site: string;
  readonly programme: string;
  /** Which days are sold. */
  readonly label: string;
}

/** Programme, site and provider in one line, each name once: many programmes and sites are called after their provider. */
export function placeWords({ programme, site, provider }: Omit<PlaceNames, 'label'>): string {
  const where = programme.startsWith(site) ? programme : `${programme} at ${site}`;
  return site.includes(provider) || programme.includes(provider) ? where : `${where} (${provider})`;
}
