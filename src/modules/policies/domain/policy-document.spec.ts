import { valueOf } from '../../../kernel/index.js';
import { describe, expect, it } from '@jest/globals';
import { defaultPolicy } from './default-policy.js';
import { POLICY_SCHEMA, readPolicy } from './policy-document.js';
import { policyInWords } from './policy-words.js';

/** The default policy with the value at each dotted path replaced; `undefined` takes the key away. */
function changed(values: Readonly<Record<string, unknown>>): unknown {
  const draft: unknown = JSON.parse(JSON.stringify(defaultPolicy));
  for (const [path, value] of Object.entries(values)) {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    let at = draft as Record<string, unknown>;
    for (const key of keys) at = at[key] as Record<string, unknown>;
    if (value === undefined) delete at[last];
    else at[last] = value;
  }
  return draft;
}

function faultsOf(value: unknown): string[] {
  const read = readPolicy(value);
  return read.ok ? [] : read.problem.fields.map(({ field, rule }) => `${field} ${rule}`);
}

describe('a policy document', () => {
  it('is accepted as version 1 was written, and comes back unchanged', () => {
    const read = readPolicy(JSON.parse(JSON.stringify(defaultPolicy)));
    expect(read).toEqual({ ok: true, value: defaultPolicy });
  });

  it('names every fault at once, each with its path', () => {
    const faults = faultsOf(
      changed({
        'rules.distance.keyStage3Metres': 'far',
        'clocks.offerDays': 2.5,
        'commissioning.model': 8,
        'weights.travel': undefined,
        'bands.1.test': 'FRIENDS_FIRST',
        'panel.firstMeetingOn': '2026-02-30',
      }),
    );
    expect(faults).toEqual([
      'commissioning.model range',
      'panel.firstMeetingOn date',
      'bands.1.test choice',
      'rules.distance.keyStage3Metres whole-number',
      'weights.travel required',
      'clocks.offerDays whole-number',
    ]);
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['a list', []],
    ['a text', 'policy'],
    ['a nested list where an object stands', { ...defaultPolicy, rules: [1] }],
  ])('refuses %s without throwing', (_, value) => {
    expect(faultsOf(value).length).toBeGreaterThan(0);
  });

  it('refuses a setting it does not know, so that a typing error is seen', () => {
    expect(faultsOf({ ...defaultPolicy, wieghts: {} })).toEqual(['wieghts unknown']);
  });

  it('refuses a key that would reach into the prototype', () => {
    expect(faultsOf(JSON.parse(`{"__proto__": {"model": 1}}`))).toContain('__proto__ unknown');
  });

  it('refuses shares of the price that do not sum to the whole', () => {
    const faults = faultsOf(changed({ 'funding.OFF_SITE_DIRECTION.schoolBasisPoints': 1 }));
    expect(faults).toEqual(['funding.OFF_SITE_DIRECTION shares-sum']);
  });

  it('reads a document of before there were strands as paid from the high needs budget', () => {
    const funding = Object.fromEntries(
      Object.entries(defaultPolicy.funding).map(([type, { fund: _fund, ...share }]) => [type, share]),
    );
    expect(valueOf(readPolicy({ ...defaultPolicy, funding }))).toEqual(defaultPolicy);
    expect(faultsOf(changed({ 'funding.OFF_SITE_DIRECTION.fund': 'PETTY_CASH' }))).toEqual([
      'funding.OFF_SITE_DIRECTION.fund choice',
    ]);
  });

  it('refuses bands that leave somebody out, or that stand twice', () => {
    expect(faultsOf(changed({ bands: defaultPolicy.bands.slice(0, 3) }))).toEqual(['bands last-takes-everyone']);
    expect(faultsOf(changed({ bands: [defaultPolicy.bands[3], ...defaultPolicy.bands] }))).toEqual(['bands repeated']);
  });

  it('refuses a place held for less time than the provider has to answer', () => {
    expect(faultsOf(changed({ 'clocks.holdDays': 1 }))).toEqual(['clocks.holdDays shorter-than-offer']);
  });

  it('refuses to stop proposing an opening while it counts as confirmed, or to close it before that', () => {
    const steps = { 'clocks.openingStaleDays': 20, 'clocks.openingClosedDays': 10 };
    expect(faultsOf(changed(steps))).toEqual([
      'clocks.openingStaleDays before-step-before',
      'clocks.openingClosedDays before-step-before',
    ]);
  });

  it('refuses weights that are all nought', () => {
    const weights = Object.fromEntries(Object.keys(defaultPolicy.weights).map((key) => [key, 0]));
    expect(faultsOf({ ...defaultPolicy, weights })).toEqual(['weights all-nought']);
  });

  it('publishes the same rules as JSON Schema', () => {
    const schema = JSON.stringify(POLICY_SCHEMA);
    for (const key of Object.keys(defaultPolicy)) expect(schema).toContain(`"${key}"`);
    expect(schema).toContain('"additionalProperties":false');
  });

  it('says in plain words who decides, who comes first and who pays', () => {
    const text = JSON.stringify(policyInWords(defaultPolicy));
    expect(text).toContain('7. Collective decision-making');
    expect(text).toContain('Permanently excluded pupils whose sixth school day comes before the next panel meeting');
    expect(text).toContain('60% from the high needs budget, 40% from the school');
    expect(text).not.toMatch(/undefined|NaN|\[object/);
  });
});
