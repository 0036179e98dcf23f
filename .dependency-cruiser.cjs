// Which way imports may point. Every rule was seen to fire: test/checks/borders.spec.ts plants a breach of each.

const SERVICES = '(attribution|catalog|identity|livestream|orders)';
// The rules of a folder stand in the file that bears its name ("stock/stock.ts", "orders/order.ts"); these besides.
const RULES = [
  `^apps/${SERVICES}/src/.*?([a-z]+)s?/\\2\\.ts$`,
  '^apps/attribution/src/(split/[^/.]+|journal/refund|rules/split-rule|rules/default-rule)\\.ts$',
  '^apps/catalog/src/(holds/(allocation|quote)|offers/price|freight/(region|template|default-template))\\.ts$',
  '^apps/orders/src/payments/settlement\\.ts$',
];

module.exports = {
  forbidden: [
    {
      name: 'app-meets-app',
      comment: 'Services speak over the broker, by the contract.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'lib-meets-app',
      comment: 'A library knows no service.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^(apps|deploy|test)/' },
    },
    {
      name: 'app-meets-tests-or-deployment',
      comment: "What specs share stands in given.ts beside them, or in the service's folder testing.",
      severity: 'error',
      from: { path: '^apps/', pathNot: '(\\.spec\\.ts|/given\\.ts|/src/testing/[^/]+)$' },
      to: { path: '^(deploy|test|libs/testing)/' },
    },
    {
      name: 'kernel-meets-world',
      comment: 'Values do no I/O and import problems alone.',
      severity: 'error',
      from: { path: '^libs/(kernel|problems)/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: '^(libs/(kernel|problems)/|crypto$|node:crypto$)' },
    },
    {
      name: 'room-meets-world',
      comment: 'What viewers and gateways say to each other runs in browsers, too.',
      severity: 'error',
      from: { path: '^libs/room/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: '^libs/room/' },
    },
    {
      name: 'messaging-meets-database',
      severity: 'error',
      from: { path: '^libs/messaging/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^libs/(database|service|testing)/' },
    },
    {
      name: 'database-meets-service',
      severity: 'error',
      from: { path: '^libs/database/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^libs/(service|testing)/' },
    },
    {
      name: 'no-cycle',
      comment: "Two files that only know the other's types load in any order.",
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'rule-meets-framework',
      comment: 'A rule is a plain function: no Nest, no database, no contract, no statement.',
      severity: 'error',
      from: { path: RULES, pathNot: '\\.spec\\.ts$' },
      to: {
        path: [
          'node_modules/(@nestjs|typeorm|pg|@nats-io)/',
          '^libs/(contracts|database|service|testing)/',
          '\\.(sql|entity)\\.ts$',
        ],
      },
    },
    {
      name: 'typeorm-outside-entities',
      comment: 'Rows are entities; everything else goes through Tx.',
      severity: 'error',
      from: { pathNot: '(\\.entity\\.ts$|^libs/database/)' },
      to: { path: 'node_modules/typeorm/' },
    },
    {
      name: 'not-found',
      comment: 'An import that is not resolved is an import no rule sees.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
};
