import { Agent, request } from 'node:http';
import { randomUUID } from 'node:crypto';
import type { Route } from './routes.js';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly location: string;
}

export interface Sending {
  readonly body?: string | Buffer;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const connections = new Agent({ keepAlive: true, maxSockets: 16 });

/** Sends a path exactly as given: the usual clients would tidy it up first. */
export function send(
  base: string,
  { method, path }: { readonly method: string; readonly path: string },
  { body, type, headers = {} }: Sending = {},
): Promise<Answer> {
  const { hostname, port } = new URL(base);
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const sent = { ...length, ...headers, ...(type && { 'content-type': type }) };
  return new Promise((resolve, reject) => {
    const asking = request({ hostname, port, method, path, headers: sent, agent: connections }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'] ?? '',
          location: response.headers.location ?? '',
          text: Buffer.concat(parts).toString('utf8'),
        }),
      );
    });
    asking.on('error', reject);
    asking.end(body);
  });
}

interface Credentials {
  readonly cookie: string;
  readonly csrf: string;
}

/** What a browser or a script of this person would add: the session, its token, and a new key for each request. */
export const credentialsOf = ({ cookie, csrf }: Credentials): Record<string, string> => ({
  cookie,
  'x-csrf-token': csrf,
  'idempotency-key': randomUUID(),
});

/** Lists as repeated fields, and what is nested as `a[b]`, which is how browsers' libraries write it. */
function append(form: URLSearchParams, name: string, value: unknown): void {
  if (Array.isArray(value)) for (const one of value) append(form, name, one);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, one] of Object.entries(value)) append(form, `${name}[${key}]`, one);
  } else form.append(name, String(value));
}

/** The body as the route expects it: JSON for the API, a form for a page. */
export function bodyFor(route: Route, fields: Readonly<Record<string, unknown>> = {}): Sending {
  if (route.method === 'GET' || route.method === 'DELETE') return {};
  if (route.isApi) return { type: 'application/json', body: JSON.stringify(fields) };
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) append(form, name, value);
  return { type: 'application/x-www-form-urlencoded', body: form.toString() };
}

/** Runs the work for every item, a few at a time. */
export async function each<T>(items: readonly T[], work: (item: T) => Promise<void>, atOnce = 8): Promise<void> {
  const waiting = items.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const item of waiting) await work(item);
    }),
  );
}
