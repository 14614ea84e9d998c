/** Tries a check again until it holds; its last failure is the test's. Bounded in time. */
export async function eventually(check: () => Promise<void>, withinMs = 10_000): Promise<void> {
  const until = Date.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() >= until) throw error;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}
