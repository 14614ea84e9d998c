import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, type DateOnly, forbidden } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import { DETAIL_PAGE, FORM_PAGE, type FormFrame, LIST_PAGE, Page, seeOther, submit } from '../../../web/index.js';
import { KeepTeams } from '../application/keep-teams.js';
import { type TeamView, ViewTeams } from '../application/view-teams.js';
import { endForm, memberForm, placeForm, strengthForm, teamForm } from './team-forms.js';
import { teamPage, teamsTables } from './team.view.js';

const LIST = '/support/teams';

/** Teams of specialists: what they offer and have taken, and keeping them. */
@ApiExcludeController()
@Controller('support/teams')
@RequirePermission('organisation.read')
export class TeamsController {
  constructor(
    private readonly keep: KeepTeams,
    private readonly view: ViewTeams,
  ) {}

  @Get()
  @Page(LIST_PAGE)
  async list(@CurrentActor() actor: Actor, @Query('format') format?: unknown): Promise<object> {
    const { teams, keeps } = unwrap(await this.view.list(actor));
    const tables = teamsTables(teams);
    if (format === 'csv' && tables[0]) return tables[0].toCsv('teams-of-specialists.csv');
    return {
      title: 'Teams of specialists',
      intro:
        'What a team takes is its staff times the pupils for each of them. A pupil with a light touch counts for a part of one.',
      start: keeps ? { text: 'Add a team', href: `${LIST}/new` } : null,
      tables,
    };
  }

  @Get('new')
  @Page(FORM_PAGE)
  async blank(@CurrentActor() actor: Actor): Promise<object> {
    return { ...NEW, form: teamForm(unwrap(await this.view.choices(actor))).start() };
  }

  @Post('new')
  @Page(FORM_PAGE)
  async add(@CurrentActor() actor: Actor, @Body() body: unknown): Promise<object> {
    const form = teamForm(unwrap(await this.view.choices(actor)));
    return submit(
      { form, frame: NEW, body },
      (given) => this.keep.add(actor, given),
      ({ teamId }) => ({ to: `${LIST}/${teamId}`, say: 'The team is added' }),
    );
  }

  @Get(':id')
  @Page(DETAIL_PAGE)
  async one(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return teamPage(unwrap(await this.view.one(actor, id)));
  }

  @Get(':id/strength')
  @Page(FORM_PAGE)
  async strengthBlank(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const view = await this.kept(actor, id);
    const [now] = view.strengths;
    const form = strengthForm.start(now && { fteHundredths: now.fteHundredths, caseloadPerFte: now.caseloadPerFte });
    return { ...STRENGTH(view), form };
  }

  @Post(':id/strength')
  @Page(FORM_PAGE)
  async strength(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<object> {
    const frame = STRENGTH(await this.kept(actor, id));
    return submit(
      { form: strengthForm, frame, body },
      (given) => this.keep.changeStrength(actor, id, given),
      () => ({ to: `${LIST}/${id}`, say: 'The strength is set from that day' }),
    );
  }

  @Get(':id/places')
  @Page(FORM_PAGE)
  async placeBlank(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const view = await this.kept(actor, id);
    return { ...PLACE(view), form: placeForm(unwrap(await this.view.choices(actor))).start() };
  }

  @Post(':id/places')
  @Page(FORM_PAGE)
  async place(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const frame = PLACE(await this.kept(actor, id));
    const form = placeForm(unwrap(await this.view.choices(actor)));
    return submit(
      { form, frame, body },
      (given) => this.keep.addPlace(actor, id, given),
      () => ({ to: `${LIST}/${id}`, say: 'The place of work is added' }),
    );
  }

  @Get(':id/members')
  @Page(FORM_PAGE)
  async memberBlank(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const view = await this.kept(actor, id);
    return { ...MEMBER(view), form: memberForm(unwrap(await this.view.choices(actor))).start() };
  }

  @Post(':id/members')
  @Page(FORM_PAGE)
  async member(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const frame = MEMBER(await this.kept(actor, id));
    const form = memberForm(unwrap(await this.view.choices(actor)));
    return submit(
      { form, frame, body },
      ({ userId, leads }) => this.keep.addMember(actor, id, { userId, leads: leads === 'yes' }),
      () => ({ to: `${LIST}/${id}`, say: 'Somebody has joined the team' }),
    );
  }

  @Post(':id/members/:memberId/leave')
  @Page(DETAIL_PAGE)
  async leave(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('memberId', IdPipe) memberId: string,
  ): Promise<object> {
    unwrap(await this.keep.removeMember(actor, id, memberId));
    return seeOther(`${LIST}/${id}`, 'Today is their last day in the team');
  }

  @Get(':id/end')
  @Page(FORM_PAGE)
  async endBlank(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return { ...END(await this.kept(actor, id)), form: endForm.start() };
  }

  @Post(':id/end')
  @Page(FORM_PAGE)
  async end(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const frame = END(await this.kept(actor, id));
    return submit(
      { form: endForm, frame, body },
      ({ lastDay }: { readonly lastDay: DateOnly }) => this.keep.end(actor, id, lastDay),
      () => ({ to: `${LIST}/${id}`, say: 'The last day of the team is set' }),
    );
  }

  private async kept(actor: Actor, id: string): Promise<TeamView> {
    const view = unwrap(await this.view.one(actor, id));
    if (!view.keeps) throw new ProblemException(forbidden('support.manage').problem);
    return view;
  }
}

const NEW: FormFrame = {
  title: 'Add a team of specialists',
  action: `${LIST}/new`,
  button: 'Add the team',
  backHref: LIST,
};

const frameOf =
  (part: string, title: string, button: string, intro?: string) =>
  ({ team }: TeamView): FormFrame => ({
    title,
    caption: team.name,
    action: `${LIST}/${team.id}/${part}`,
    button,
    backHref: `${LIST}/${team.id}`,
    ...(intro === undefined ? {} : { intro }),
  });

const STRENGTH = frameOf(
  'strength',
  'How strong is the team?',
  'Set it from that day',
  'Whom it has stays with it, also where it becomes weaker. Then nobody more is taken.',
);
const PLACE = frameOf('places', 'Where does the team work?', 'Add this place');
const MEMBER = frameOf('members', 'Who is in the team?', 'Add to the team');
const END = frameOf('end', 'When does the team end?', 'Set its last day');
