/** Provider and site; a provider whose one site bears its own name is named once. */
export const whereOf = (provider: string, site: string): string => (provider === site ? site : `${provider}, ${site}`);
