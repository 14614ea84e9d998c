import { randomUUID } from 'node:crypto';
import type { Route } from './routes.js';

interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly example?: unknown;
  readonly minimum?: number;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
}

interface Operation {
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
}

export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** A body that passes validation, made from the published description, so that a request gets as far as its record. */
export function bodyFromDescription(description: Description, route: Route): unknown {
  const path = route.pattern.replaceAll(/:(\w+)/g, '{$1}');
  const schema =
    description.paths[path]?.[route.method.toLowerCase()]?.requestBody?.content?.['application/json']?.schema;
  return schema ? example(description, schema) : {};
}

function example(description: Description, schema: Schema, depth = 0): unknown {
  const named = schema.$ref ?? schema.allOf?.[0]?.$ref;
  if (named !== undefined) {
    const known = description.components.schemas[named.split('/').at(-1) ?? ''];
    return known && depth < 5 ? example(description, known, depth + 1) : {};
  }
  if (schema.example !== undefined) return schema.example;
  if (schema.enum) return schema.enum[0];
  if (schema.type === 'array') return schema.items ? [example(description, schema.items, depth + 1)] : [];
  if (schema.type === 'number' || schema.type === 'integer') return Math.max(schema.minimum ?? 1, 1);
  if (schema.type === 'boolean') return true;
  if (schema.type === 'string') return exampleText(schema.format);
  const required = schema.required ?? [];
  return Object.fromEntries(
    Object.entries(schema.properties ?? {})
      .filter(([name]) => required.includes(name))
      .map(([name, property]) => [name, example(description, property, depth + 1)]),
  );
}

function exampleText(format: string | undefined): string {
  if (format === 'uuid') return randomUUID();
  if (format === 'date') return '2026-11-09';
  if (format === 'email') return 'somebody@example.org';
  return 'OTHER';
}
