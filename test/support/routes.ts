import type { NestExpressApplication } from '@nestjs/platform-express';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As Express knows it, such as `/referrals/:id/decision`. */
  readonly pattern: string;
  readonly parameters: readonly string[];
  readonly isApi: boolean;
}

/** How tests name a route. */
export const nameOf = ({ method, pattern }: Route): string => `${method} ${pattern}`;

interface Layer {
  readonly route?: { readonly path: unknown; readonly methods: Readonly<Record<string, boolean>> };
}

const isMethod = (method: string): method is Route['method'] =>
  ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(method);

/** Every route that the running application answers, read from its router: one that was added today is in it. */
export function routesOf(app: NestExpressApplication): Route[] {
  const { router } = app.getHttpAdapter().getInstance() as { router: { stack: readonly Layer[] } };
  const routes = router.stack.flatMap(({ route }): Route[] => {
    if (typeof route?.path !== 'string') return [];
    const pattern = route.path;
    const parameters = [...pattern.matchAll(/[:*](\w+)/g)].map(([, name]) => name ?? '');
    const methods = Object.keys(route.methods)
      .map((method) => method.toUpperCase())
      .filter(isMethod);
    return methods.map((method) => ({ method, pattern, parameters, isApi: pattern.startsWith('/api/') }));
  });
  return routes.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** The address with its parameters filled in, encoded unless they are to be sent as they are. */
export const fill = (pattern: string, values: Readonly<Record<string, string>>): string =>
  pattern.replaceAll(/[:*](\w+)/g, (_, name: string) => values[name] ?? '');
