/**
 * A load of its own process: node load.mjs URL TOKEN CONNECTIONS SECONDS. Keeps that many requests under way over
 * connections that stay open, and prints requests a second; any answer but 200 ends it.
 */
import { Agent, request } from 'node:http';

const [url, token, connections, seconds] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) });
const target = new URL(url);
const options = { agent, hostname: target.hostname, port: target.port, path: target.pathname + target.search };
const headers = { authorization: `Bearer ${token}` };

const ask = () =>
  new Promise((resolve, reject) => {
    request({ ...options, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}`));
      response.resume().on('end', resolve);
    })
      .on('error', reject)
      .end();
  });

const started = performance.now();
const until = started + Number(seconds) * 1000;
let answered = 0;
await Promise.all(
  Array.from({ length: Number(connections) }, async () => {
    while (performance.now() < until) {
      await ask();
      answered += 1;
    }
  }),
);
process.stdout.write(String(answered / ((performance.now() - started) / 1000)));
agent.destroy();
