/** Columns that hold words. */
export const headings = (...names: readonly string[]) => names.map((heading) => ({ heading }));
