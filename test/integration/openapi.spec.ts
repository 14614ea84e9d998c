import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';

interface Operation {
  readonly operationId?: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
}

let service: TestApp;
let operations: readonly (readonly [string, string, Operation])[];
beforeAll(async () => {
  service = await startApp({ personas: false });
  const { body } = await service.anonymous().get('/api/openapi.json');
  operations = Object.entries(body.paths as Record<string, Record<string, Operation>>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [method, path, operation] as const),
  );
});
afterAll(() => service.close());

describe('the description of the API', () => {
  it('is there for everybody and names the API alone', () => {
    expect(operations.length).toBeGreaterThan(5);
    expect(operations.filter(([, path]) => !path.startsWith('/api/v1/'))).toEqual([]);
  });

  it('gives every operation a name of its own', () => {
    const names = operations.map(([, , { operationId }]) => operationId);
    expect(names.filter((name, at) => name === undefined || names.indexOf(name) !== at)).toEqual([]);
  });

  it('describes every body by a name of its own: of two alike, one would be described as the other', () => {
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
    const names = files.flatMap((path) =>
      [...readFileSync(`src/${path}`, 'utf8').matchAll(/^(?:export )?class (\w+Body)\b/gm)].map(([, name]) => name),
    );
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it('asks for an Idempotency-Key wherever something is created', () => {
    const creating = operations.filter(
      ([method, path]) =>
        method === 'post' &&
        /^\/api\/v1\/(invitations|tokens|evidence|letters\/\{id\}\/appeal|board\/items\/\{id\}\/motions)$/.test(path),
    );
    expect(creating).toHaveLength(5);
    for (const [, , { parameters = [] }] of creating) {
      expect(parameters).toContainEqual(
        expect.objectContaining({ name: 'Idempotency-Key', in: 'header', required: true }),
      );
    }
  });
});
