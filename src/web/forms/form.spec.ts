import { describe, expect, it } from '@jest/globals';
import { dateOnly, invalid, invalidFields, problem, sessionSet } from '../../kernel/index.js';
import {
  checkboxes,
  confirmation,
  date,
  defineForm,
  email,
  file,
  money,
  radios,
  registerWords,
  select,
  sessionGrid,
  text,
  textarea,
  wholeNumber,
  wordsFor,
} from './index.js';

const form = defineForm(
  {
    forename: text({ label: 'Forename', max: 60 }),
    nickname: text({ label: 'Known as', optional: true }),
    contact: email({ label: 'Email address' }),
    story: textarea({ label: 'What has been tried', max: 2000 }),
    reason: radios({
      label: 'Reason',
      choices: [
        { value: 'A', text: 'First' },
        { value: 'B', text: 'Second' },
      ],
    }),
    needs: checkboxes({
      label: 'Needs',
      choices: [
        { value: 'x', text: 'X' },
        { value: 'y', text: 'Y' },
      ],
    }),
    phase: select({ label: 'Phase', choices: [{ value: 'KS4', text: 'Key stage 4' }], optional: true }),
    born: date({ label: 'Date of birth', latest: dateOnly('2026-11-21') }),
    price: money({ label: 'Price' }),
    places: wholeNumber({ label: 'Places', least: 1, most: 50 }),
    week: sessionGrid({ label: 'Half days wanted' }),
    sure: confirmation({ label: 'that you are sure', text: 'I am sure', mustBeTicked: true }),
  },
  { 'pupil.forename': 'forename' },
);

const good = {
  forename: 'Siân',
  contact: 'Ada@Example.org',
  story: 'One.\r\nTwo.',
  reason: 'B',
  needs: ['y', 'x'],
  'born-day': '27',
  'born-month': '3',
  'born-year': '2012',
  price: '£1,234.50',
  places: '3',
  week: ['mon-am', 'fri-pm'],
  sure: 'yes',
};

const summaryOf = (body: unknown) => form.read(body).view().errorSummary ?? [];
const wordsAt = (body: unknown, href: string) => summaryOf(body).find((line) => line.href === href)?.text;

describe('a form', () => {
  it('takes no amount of money below nought', () => {
    expect(wordsAt({ ...good, price: '0' }, '#field-price')).toBeUndefined();
    expect(wordsAt({ ...good, price: '-0.01' }, '#field-price')).toBe('Price must be 0 or more');
  });

  it('reads every kind of field into its value', () => {
    const { result } = form.read(good);
    expect(result).toEqual({
      ok: true,
      value: {
        forename: 'Siân',
        nickname: null,
        contact: 'ada@example.org',
        story: 'One.\nTwo.',
        reason: 'B',
        needs: ['x', 'y'],
        phase: null,
        born: '2012-03-27',
        price: 123450,
        places: 3,
        week: sessionSet(['mon-am', 'fri-pm']),
        sure: true,
      },
    });
  });

  it.each(["O'Neill", 'Łukasz', 'Siân', 'Đặng', '李'])('keeps the name %s as it is written', (name) => {
    expect(form.read({ ...good, forename: name }).result).toMatchObject({ ok: true, value: { forename: name } });
  });

  it('tells every empty required field at once, each linked to its first box', () => {
    const hrefs = summaryOf({}).map((line) => line.href);
    expect(hrefs).toEqual([
      '#field-forename',
      '#field-contact',
      '#field-story',
      '#field-reason',
      '#field-needs',
      '#field-born-day',
      '#field-price',
      '#field-places',
      '#field-week-mon-am',
      '#field-sure',
    ]);
    expect(wordsAt({}, '#field-forename')).toBe('Enter forename');
    expect(wordsAt({}, '#field-reason')).toBe('Choose reason');
  });

  it.each([
    ['a list for a text', { ...good, forename: ['A', 'B'] }, '#field-forename', 'Forename must be one piece of text'],
    [
      'an object for a text',
      { ...good, forename: { a: 'b' } },
      '#field-forename',
      'Forename must be one piece of text',
    ],
    ['a number for a text', { ...good, forename: 7 }, '#field-forename', 'Forename must be one piece of text'],
    [
      'a null byte',
      { ...good, forename: 'A\u0000B' },
      '#field-forename',
      'Forename has characters that cannot be kept, such as null or control characters',
    ],
    [
      'a megabyte',
      { ...good, forename: 'A'.repeat(1_048_576) },
      '#field-forename',
      'Forename must be 60 characters or fewer',
    ],
    [
      'half a date',
      { ...good, 'born-year': '' },
      '#field-born-day',
      'Date of birth must have a day, a month and a year',
    ],
    [
      'a day that does not exist',
      { ...good, 'born-day': '31', 'born-month': '2' },
      '#field-born-day',
      'Date of birth must be a real date, such as 27 3 2026',
    ],
    [
      'a date too late',
      { ...good, 'born-year': '2027' },
      '#field-born-day',
      'Date of birth must be on or before 21 November 2026',
    ],
    [
      'a list for a part of a date',
      { ...good, 'born-day': ['1', '2'] },
      '#field-born-day',
      'Date of birth must be a real date, such as 27 3 2026',
    ],
    ['a choice that is not offered', { ...good, reason: 'C' }, '#field-reason', 'Choose reason from the list'],
    [
      'a choice named like a property of objects',
      { ...good, reason: '__proto__' },
      '#field-reason',
      'Choose reason from the list',
    ],
    [
      'money that is none',
      { ...good, price: '12.345' },
      '#field-price',
      'Price must be an amount of money, such as 1,234.50',
    ],
    ['too many places', { ...good, places: '51' }, '#field-places', 'Places must be 50 or less'],
    ['half a place', { ...good, places: '1.5' }, '#field-places', 'Places must be a whole number'],
    [
      'a half day that does not exist',
      { ...good, week: ['sat-am'] },
      '#field-week-mon-am',
      'Half days wanted has a half day that does not exist',
    ],
    [
      'an address without a domain',
      { ...good, contact: 'ada@' },
      '#field-contact',
      'Email address must be an email address, such as name@example.org',
    ],
  ])('explains %s at its field', (_what, body, href, words) => {
    expect(wordsAt(body, href)).toBe(words);
  });

  it.each([undefined, null, 'text', 7, [], ['a'], Object.create(null)])('survives a body that is %p', (body) => {
    expect(summaryOf(body).length).toBe(10);
  });

  it('takes marks that turn text around out of what is kept', () => {
    expect(form.read({ ...good, forename: '\u202eSiân\u2069' }).result).toMatchObject({ value: { forename: 'Siân' } });
  });

  it('loses nothing that was typed when something else is wrong', () => {
    const view = form.read({ ...good, price: 'lots' }).view();
    const params = (name: string) =>
      view.fields[name]?.params as { value?: string; items?: { checked?: boolean; value?: string }[] };
    expect(params('forename').value).toBe('Siân');
    expect(params('price').value).toBe('lots');
    expect(params('story').value).toBe('One.\r\nTwo.');
    expect(params('born').items?.map((item) => item.value)).toEqual(['27', '3', '2012']);
    expect(params('needs').items?.map((item) => item.checked)).toEqual([true, true]);
  });

  it('shows what a use case refused at the field it named, and elsewhere in the summary', () => {
    registerWords({ 'form-spec.taken': 'That is taken by {who}', 'form-spec.late': 'It is too late' });
    const filled = form.read(good);
    const byField = filled.view(
      invalidFields([{ field: 'pupil.forename', rule: 'form-spec.taken', facts: { who: 'Ada' } }]).problem,
    );
    expect(byField.errorSummary).toEqual([{ text: 'That is taken by Ada', href: '#field-forename' }]);
    expect(filled.view(problem('form-spec.late').problem).errorSummary).toEqual([{ text: 'It is too late' }]);
    expect(filled.view(invalid('elsewhere', 'required').problem).errorSummary).toEqual([{ text: 'Enter this' }]);
  });

  it('fills itself from a record', () => {
    const view = form.start({ forename: 'Ada', born: dateOnly('2012-03-07') });
    expect(view.errorSummary).toBeNull();
    expect(view.fields['born']?.params).toMatchObject({ items: [{ value: '7' }, { value: '3' }, { value: '2012' }] });
  });

  it('accepts a month written as a word', () => {
    expect(form.read({ ...good, 'born-month': 'March' }).result).toMatchObject({ value: { born: '2012-03-27' } });
  });

  it('refuses a file that is missing, empty, too large or of another kind', () => {
    const upload = defineForm({ register: file({ label: 'Register', maxMegabytes: 1, endings: ['.csv'] }) });
    const whole = { path: '/x', name: 'a.csv', size: 10, type: 'text/csv' };
    const said = (one?: typeof whole) => upload.read({}, one ? { register: one } : {}).view().errorSummary?.[0]?.text;
    expect(said()).toBe('Choose a file');
    expect(said({ ...whole, size: 0 })).toBe('The file is empty');
    expect(said({ ...whole, size: 2_000_000 })).toBe('The file is larger than 1 MB');
    expect(said({ ...whole, name: 'a.exe' })).toBe('The file must be .csv');
    expect(said(whole)).toBeUndefined();
  });
});

describe('words', () => {
  it('never shows a code to a person', () => {
    expect(wordsFor('nobody.wrote-this')).toBe('This cannot be done as things stand now');
    expect(wordsFor('offer.not-found')).toBe('This could not be found');
  });

  it('writes a day out', () => {
    registerWords({ 'form-spec.day': 'It is on {heldOn}' });
    expect(wordsFor('form-spec.day', { heldOn: '2026-12-09' })).toBe('It is on 9 December 2026');
  });

  it('refuses two meanings for one code', () => {
    registerWords({ 'form-spec.once': 'One meaning' });
    expect(() => registerWords({ 'form-spec.once': 'Another' })).toThrow('already has other words');
  });
});
