/** Measures one row of the matching bench: `child.mjs ROW [ARGUMENT ...]` prints its results as JSON on standard output. */
const [name, ...args] = process.argv.slice(2);
const { measure } = await import(`./rows/${name}.mjs`);
process.stdout.write(JSON.stringify(await measure(...args)));
