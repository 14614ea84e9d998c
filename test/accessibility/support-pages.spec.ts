import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { axe, startBrowser, type TestBrowser, typeDay } from '../support/browser.js';
import type { PersonaKey } from '../support/personas.js';
import { placementWorld, type PlacementWorld } from '../support/placement-world.js';

type OpenPage = Awaited<ReturnType<TestBrowser['page']>>;

let world: PlacementWorld;
let browser: TestBrowser;
let plain: TestBrowser;
beforeAll(async () => {
  [world, browser, plain] = await Promise.all([placementWorld(), startBrowser(), startBrowser({ javaScript: false })]);
});
afterAll(async () => {
  await Promise.all([browser.close(), plain.close()]);
  await world.close();
});

const main = (page: OpenPage) => page.getByRole('main').innerText();

describe('support, from a school that worries to a school that reads what changed, without JavaScript', () => {
  const as = async (persona: PersonaKey): Promise<OpenPage> => {
    await plain.use(world, await world.agent(persona));
    const page = await plain.page();
    page.setDefaultTimeout(5_000);
    await page.goto(`${world.url}/`);
    return page;
  };

  it('the commissioner adds a team, and the coordinator who leads it', async () => {
    const page = await as('commissioner');
    await page.getByRole('link', { name: 'Teams of specialists', exact: true }).click();
    await page.getByRole('button', { name: 'Add a team' }).click();
    await page.getByRole('button', { name: 'Add the team' }).click();
    expect(await page.title()).toMatch(/^Error: /);
    await page.getByLabel('Name of the team').fill('Example mentors');
    await page.getByLabel('Mentoring').check();
    await page.getByLabel('Who employs them').selectOption({ label: 'Exampleton Council' });
    await typeDay(page, 'First day', '1 9 2026');
    await page.getByLabel('Staff, in hundredths of full time').fill('150');
    await page.getByLabel('Pupils at a time for each full-time specialist').fill('2');
    await page.getByRole('button', { name: 'Add the team' }).click();
    expect(await main(page)).toMatch(/It can take 3 more this week/);
    await page.close();
    const coordinator = await as('coordinator');
    await coordinator.goto(`${world.url}/support/teams`);
    await coordinator.getByRole('link', { name: 'Example mentors' }).click();
    await coordinator.getByRole('button', { name: 'Add somebody' }).click();
    await coordinator.getByLabel('Who joins the team').selectOption({ label: 'Speck Example' });
    await coordinator.getByLabel('Leads it, and answers what is asked of it').check();
    await coordinator.getByRole('button', { name: 'Add to the team' }).click();
    expect(await main(coordinator)).toMatch(/Speck Example\s+Leads it/);
    await coordinator.close();
  });

  it('the school puts a pupil on its own list, and asks for support from there', async () => {
    const page = await as('inclusion-lead');
    await page.getByRole('link', { name: 'Support', exact: true }).click();
    await page.getByRole('link', { name: 'Your own list of pupils you worry about' }).click();
    expect(await main(page)).toContain('Nobody is put on it but by you');
    await page.getByRole('button', { name: 'Put a pupil on the list' }).click();
    await page.getByLabel('What you call the pupil here').fill('Otter');
    await page.getByLabel('Why you worry').fill('Sits alone at lunch.');
    await typeDay(page, 'Day on which you look again', '20 11 2026');
    await page.getByRole('button', { name: 'Put on the list' }).click();
    await page.getByRole('button', { name: 'Ask for support' }).click();
    expect(await page.getByLabel('What do you see?').inputValue()).toBe('Sits alone at lunch.');
    await page.getByLabel('A mentor').check();
    await page.getByLabel('First name of the pupil').fill('Made');
    await page.getByLabel('What have you tried, and how did it go?').fill('A lunch club, for a month.');
    await page.getByRole('button', { name: 'Ask for support' }).click();
    expect(await page.getByRole('alert').innerText()).toMatch(/last name/i);
    await page.getByLabel('Last name of the pupil').fill('Up');
    await page.getByLabel('Year group').selectOption({ label: 'Year 8' });
    await page.getByRole('button', { name: 'Ask for support' }).click();
    expect(await main(page)).toMatch(/To be answered[\s\S]*It is answered by 16 November 2026/);
    await page.close();
  });

  it('the coordinator finds it first thing, and passes it on to the team', async () => {
    const page = await as('coordinator');
    await page.getByRole('link', { name: /^Answer SR-/ }).click();
    await page.getByRole('button', { name: 'Pass it on to a team' }).click();
    await page.getByLabel('Team').selectOption({ label: 'Example mentors (Mentoring)' });
    await page.getByRole('button', { name: 'Pass it on' }).click();
    expect(await page.getByText('It is passed on, and who leads the team may answer').count()).toBe(1);
    await page.close();
  });

  it('the specialist grants it, for as long as the policy says', async () => {
    const page = await as('specialist');
    await page.getByRole('link', { name: /^Answer SR-/ }).click();
    await page.getByRole('button', { name: 'Answer it' }).click();
    await page.getByLabel('Grant support').check();
    await page.getByLabel('What you say to the school').fill('A mentor comes on Tuesdays.');
    await page.getByRole('button', { name: 'Send the answer' }).click();
    await page.getByRole('link', { name: /^SC-/ }).click();
    expect(await main(page)).toMatch(/9 November 2026 to 20 December 2026/);
    await page.close();
  });

  it('logs work, and writes down what the pupil says at the start and on the way', async () => {
    world.clock.set('2026-12-14T12:00:00Z');
    const page = await as('specialist');
    await page.getByRole('link', { name: 'Support', exact: true }).click();
    await page.getByRole('table', { name: 'Under way' }).getByRole('link').click();
    await page.getByRole('button', { name: 'Log what was done' }).click();
    await page.getByLabel('With the pupil').check();
    await page.getByLabel('Minutes').fill('45');
    await page.getByRole('button', { name: 'Log it' }).click();
    for (const [moment, day, score] of [
      ['At the start', '9 11 2026', '2, a little'],
      ['On the way', '10 12 2026', '4, mostly'],
    ] as const) {
      await page.getByRole('button', { name: 'What the pupil says' }).click();
      await page.getByLabel(moment).check();
      await typeDay(page, 'Said on', day);
      for (const each of await page.getByLabel(score).all()) await each.check();
      await page.getByRole('button', { name: 'Keep what was said' }).click();
    }
    expect(await main(page)).toMatch(/I feel safe at school\.\s+2\s+4\s+\+2/);
    await page.close();
  });

  it('is reminded that the round ends, and goes on with a light touch', async () => {
    const page = await as('specialist');
    await page.getByRole('link', { name: /^Decide what follows SC-/ }).click();
    await page.getByRole('button', { name: 'Decide what follows' }).click();
    await page.getByLabel('Go on with a light touch').check();
    await page.getByLabel('Why', { exact: true }).fill('Calmer, and wants to keep talking.');
    await page.getByRole('button', { name: 'Decide' }).click();
    expect(await main(page)).toMatch(/Mentoring, light touch[\s\S]*21 December 2026/);
    await page.close();
  });

  it('the school reads what was done, what changed and what follows', async () => {
    const page = await as('inclusion-lead');
    await page.getByRole('link', { name: 'Support', exact: true }).click();
    await page.getByRole('table', { name: 'Answered' }).getByRole('link').first().click();
    expect(await main(page)).toMatch(/A mentor comes on Tuesdays[\s\S]*Go on with a light touch/);
    await page.getByRole('link', { name: /^SC-/ }).first().click();
    expect(await main(page)).toMatch(/Calmer, and wants to keep talking[\s\S]*\+2[\s\S]*Speck Example/);
    expect(await page.getByRole('button', { name: 'Log what was done' }).count()).toBe(0);
    await page.close();
  });
});

describe('every page of it, in a browser with JavaScript', () => {
  const first = async (table: string, where = 'true'): Promise<string> =>
    (await world.one<{ id: string }>(`SELECT id FROM ${table} WHERE ${where} ORDER BY id LIMIT 1`))?.id ?? '';

  beforeAll(async () => {
    world.clock.set('2026-11-02T12:00:00Z');
    const lead = await world.agent('inclusion-lead');
    const words = { seen: 'Leaves lessons.', tried: 'A card.' };
    await lead.form('/support/requests/new', { sort: 'ADVICE', about: 'GROUP', who: 'Form 8B', ...words }).expect(303);
  });

  const paths = async (): Promise<Readonly<Record<string, readonly string[]>>> => {
    const [team, worry] = [await first('support_team'), await first('worry')];
    const [asked, granted] = [
      await first('support_request', `status = 'ASKED'`),
      await first('support_request', `status = 'GRANTED'`),
    ];
    const [ended, open] = [
      await first('support_cycle', `status = 'ENDED'`),
      await first('support_cycle', `status <> 'ENDED'`),
    ];
    const read = [
      '/support',
      '/support/teams',
      `/support/teams/${team}`,
      `/support/requests/${granted}`,
      `/support/cycles/${ended}`,
      `/support/cycles/${open}`,
    ];
    const forms = ['teacher', 'parent', 'pupil'].map((one) => `/support/cycles/${open}/forms/${one}`);
    const team2 = ['strength', 'places', 'members', 'end'].map((part) => `/support/teams/${team}/${part}`);
    return {
      'inclusion-lead': [
        ...read,
        ...forms,
        `/support/requests/${asked}`,
        '/support/requests/new',
        '/worries',
        '/worries/new',
        ...['', '/look', '/ask'].map((part) => `/worries/${worry}${part}`),
      ],
      coordinator: [
        ...read,
        ...forms,
        ...team2,
        ...['', '/answer', '/pass-on'].map((part) => `/support/requests/${asked}${part}`),
        ...['contacts', 'decision'].map((part) => `/support/cycles/${open}/${part}`),
      ],
      specialist: [...read, ...forms, ...['contacts', 'decision'].map((part) => `/support/cycles/${open}/${part}`)],
      commissioner: ['/support/teams', '/support/teams/new', `/support/teams/${team}`, ...team2],
    };
  };

  it.each<[PersonaKey]>([['inclusion-lead'], ['coordinator'], ['specialist'], ['commissioner']])(
    '%s',
    async (persona) => {
      await browser.use(world, await world.agent(persona));
      const page = await browser.page();
      for (const path of (await paths())[persona] ?? []) {
        const answer = await page.goto(`${world.url}${path}`);
        const found = { path, status: answer?.status(), faults: await axe(page), broken: page.faults };
        expect(found).toEqual({ path, status: 200, faults: [], broken: [] });
      }
      await page.close();
    },
    120_000,
  );

  it('says what is wrong on a page that axe passes too', async () => {
    await browser.use(world, await world.agent('inclusion-lead'));
    const page = await browser.page();
    await page.goto(`${world.url}/support/requests/new`);
    await page.getByRole('button', { name: 'Ask for support' }).click();
    expect(await page.title()).toMatch(/^Error: /);
    expect(await axe(page)).toEqual([]);
    await page.close();
  });

  it('is not offered to whoever has no part in it', async () => {
    const finance = await world.agent('finance-officer');
    expect((await finance.get('/')).text).not.toContain('href="/support');
    expect((await finance.get('/support')).status).toBe(403);
    expect((await finance.get('/worries')).status).toBe(403);
    const other = await world.agent('other-lead');
    expect((await other.get(`/worries/${await first('worry')}`)).status).toBe(404);
    expect((await other.get(`/support/requests/${await first('support_request')}`)).status).toBe(404);
    const csv = await (await world.agent('commissioner')).get('/support/teams?format=csv');
    expect(csv.text).toMatch(/Example mentors,Mentoring,Exampleton Council,3,/);
  });
});
