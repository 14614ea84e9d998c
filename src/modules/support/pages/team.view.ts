import { formatDate, SUPPORT_KINDS, type SupportKind } from '../../../kernel/index.js';
import { dataTable, dayCell, tag } from '../../../web/index.js';
import type { TeamView } from '../application/view-teams.js';
import { capacityOf, inPupils } from '../domain/team.js';
import type { TeamNow } from '../persistence/team.store.js';
import { period } from './team-forms.js';

const columns = (words: readonly string[], numbers: readonly string[]) => [
  ...words.map((heading) => ({ heading })),
  ...numbers.map((heading) => ({ heading, numeric: true })),
];

/** Each team, and each kind with all its teams: what is offered, taken and free this week, and who waits. */
export function teamsTables(teams: readonly TeamNow[]) {
  const kinds = Object.keys(SUPPORT_KINDS) as SupportKind[];
  return [
    dataTable({
      caption: 'Use of what teams offer, this week',
      columns: columns(['Team', 'Kind', 'Employed by'], ['Takes', 'Taken', 'Free', 'Waiting']),
      rows: teams.map((team) => [
        { text: team.name, href: `/support/teams/${team.id}` },
        SUPPORT_KINDS[team.kind],
        team.employer,
        ...figures([team]),
      ]),
      totals: ['All teams', '', '', ...figures(teams)],
      csvHref: '/support/teams?format=csv',
      empty: 'No team is kept yet.',
    }),
    dataTable({
      caption: 'By kind',
      columns: columns(['Kind'], ['Takes', 'Taken', 'Free', 'Waiting']),
      rows: kinds.map((kind) => [SUPPORT_KINDS[kind], ...figures(teams.filter((team) => team.kind === kind))]),
    }),
  ];
}

const sum = (teams: readonly TeamNow[], of: (team: TeamNow) => number): number =>
  teams.reduce((total, team) => total + of(team), 0);

/** A team that has become weaker than those whom it has is not free, and takes nothing from the others. */
const figures = (teams: readonly TeamNow[]): readonly string[] => [
  inPupils(sum(teams, ({ offered }) => offered)),
  inPupils(sum(teams, ({ taken }) => taken)),
  inPupils(sum(teams, ({ offered, taken }) => Math.max(0, offered - taken))),
  String(sum(teams, ({ waiting }) => waiting)),
];

export function teamPage({ team, strengths, places, members, weeks, keeps }: TeamView): object {
  const base = `/support/teams/${team.id}`;
  const now = weeks[0];
  const free = now === undefined ? 0 : now.offered - now.taken;
  return {
    title: team.name,
    caption: SUPPORT_KINDS[team.kind],
    status: free >= 100 ? tag('Has places', 'green') : tag('Full', 'red'),
    next:
      free >= 100
        ? `It can take ${inPupils(free - (free % 100))} more this week.`
        : 'Nobody more is taken this week. What is asked goes on the waiting list.',
    buttons: keeps
      ? [
          { text: 'Change its strength', href: `${base}/strength` },
          { text: 'Add a place of work', href: `${base}/places` },
          { text: 'Add somebody', href: `${base}/members` },
          { text: 'Say when it ends', href: `${base}/end` },
        ]
      : [],
    facts: [
      { label: 'Employed by', value: team.employer },
      { label: 'At work', value: period(team.startsOn, team.endsOn) },
      {
        label: 'Works at',
        value: places.length === 0 ? 'Every school' : places.map(({ name }) => name).join('; '),
      },
    ],
    sections: [
      { table: membersTable(members, keeps ? base : null) },
      {
        table: dataTable({
          caption: 'The weeks ahead',
          columns: columns(['Week of'], ['Takes', 'Taken', 'Free']),
          rows: weeks.map(({ week, offered, taken }) => [
            dayCell(week),
            inPupils(offered),
            inPupils(taken),
            inPupils(Math.max(0, offered - taken)),
          ]),
        }),
      },
      {
        table: dataTable({
          caption: 'Strength',
          columns: columns(['From'], ['Hundredths of full time', 'Pupils for each', 'Takes']),
          rows: strengths.map(({ from, ...strength }) => [
            dayCell(from),
            strength.fteHundredths,
            strength.caseloadPerFte,
            inPupils(capacityOf(strength)),
          ]),
        }),
      },
    ],
    backHref: '/support/teams',
  };
}

const membersTable = (members: TeamView['members'], base: string | null) =>
  dataTable({
    caption: 'Who is in it',
    columns: columns(base === null ? ['Name', 'Part', 'Since'] : ['Name', 'Part', 'Since', 'Leaves'], []),
    rows: members.map(({ id, name, leads, from, until }) => [
      name,
      leads ? 'Leads it' : 'Works in it',
      formatDate(from),
      ...(base === null
        ? []
        : [
            until === null
              ? { text: 'Leaves today', act: { action: `${base}/members/${id}/leave`, about: name } }
              : formatDate(until),
          ]),
    ]),
    empty: 'Nobody yet: only the coordinator answers what is asked of it.',
  });
