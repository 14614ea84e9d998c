/** kernel <- platform <- web <- modules <- entry points; a module is entered through its index.ts only. */
const module_ = '^src/modules/([^/]+)/';
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle has no bottom: neither part can be read, tested or replaced alone.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'kernel-is-pure',
      comment: 'The kernel holds pure values; it may know no layer above it and no package but Node itself.',
      severity: 'error',
      from: { path: '^src/kernel/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: ['^src/kernel/', '^(node:)?(crypto|buffer|util)$'] },
    },
    {
      name: 'config-below-platform',
      comment: 'Configuration is read before anything else exists.',
      severity: 'error',
      from: { path: '^src/config/' },
      to: { path: '^src/(platform|web|modules|demo)/' },
    },
    {
      name: 'platform-below-web',
      comment: 'The platform serves every module alike, so it may know none of them, nor the pages.',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^src/(web|modules|demo)/' },
    },
    {
      name: 'web-below-modules',
      comment: 'Layout and components are shared by every module; pages live in the modules.',
      severity: 'error',
      from: { path: '^src/web/' },
      to: { path: '^src/(modules|demo)/' },
    },
    {
      name: 'modules-below-entry-points',
      comment: 'Entry points wire; nothing may depend on how it is wired.',
      severity: 'error',
      from: { path: '^src/(modules|web|platform|kernel|config)/' },
      to: { path: '^src/([^/]+\\.ts$|demo/)' },
    },
    {
      name: 'one-door-per-module',
      comment: "A neighbour's inside may change without notice; only its index.ts is promised.",
      severity: 'error',
      from: { path: module_ },
      to: { path: module_, pathNot: ['^src/modules/$1/', '^src/modules/[^/]+/index\\.ts$'] },
    },
    {
      name: 'modules-door-from-outside',
      comment: 'Entry points and the demonstration use the same door as everybody else.',
      severity: 'error',
      from: { path: '^src/([^/]+\\.ts$|demo/)' },
      to: { path: module_, pathNot: ['^src/modules/[^/]+/index\\.ts$', '^src/modules/matching/engine/index\\.ts$'] },
    },
    {
      name: 'domain-and-engine-are-pure',
      comment: 'Rules are pure functions: no Nest, no database, no clock.',
      severity: 'error',
      from: { path: '^src/modules/[^/]+/domain/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: ['^src/kernel/', '^src/modules/[^/]+/domain/'] },
    },
    {
      name: 'engine-is-pure',
      comment:
        'The matching engine runs from a file as well as from the service; HiGHS and worker threads are its only helpers.',
      severity: 'error',
      from: { path: '^src/modules/matching/engine/', pathNot: '\\.spec\\.ts$' },
      to: {
        pathNot: [
          '^src/kernel/',
          '^src/modules/matching/engine/',
          'node_modules/highs',
          '^(node:)?(crypto|worker_threads|url|path|os|fs)$',
        ],
      },
    },
    {
      name: 'no-orphans-unresolved',
      comment: 'An import that resolves to nothing fails only at run time.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
    exclude: { path: '\\.spec\\.ts$' },
  },
};
