const kept = new Map<string, object>();

/**
 * Keeps one object of a kind until the next run keeps another. When the last of a kind is gone, V8 throws away what it compiled for that
 * kind, and the next run, perhaps hours later, would begin as slowly as the first.
 */
export function keepOne(kind: string, one: object): void {
  kept.set(kind, one);
}
