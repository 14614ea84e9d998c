import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Actor } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import { date, defineForm, Page, seeOther, select, textarea, withStatus } from '../../../web/index.js';
import { REASON_MAX } from '../application/change-status.js';
import { RecordSchoolPlace } from '../application/record-school-place.js';
import type { Choice } from '../domain/codes.js';

const formOf = (schools: readonly Choice[]) =>
  defineForm({
    schoolId: select({
      label: 'Which school takes the pupil?',
      choices: schools.map(({ code, label }) => ({ value: code, text: label })),
    }),
    startsOn: date({ label: 'What is the first day there?' }),
    note: textarea({ label: 'How was it agreed?', hint: 'The school and the council can read this.', max: REASON_MAX }),
  });

const PAGE = 'modules/referrals/pages/reason.njk';

/** Ends a request for a school: for the people who decide. */
@ApiExcludeController()
@RequirePermission('decision.make')
@Controller('referrals')
export class SchoolPlaceController {
  constructor(private readonly record: RecordSchoolPlace) {}

  @Get(':referralId/school-place')
  @Page(PAGE)
  async ask(@CurrentActor() actor: Actor, @Param('referralId', IdPipe) id: string): Promise<object> {
    const { schools, reference } = unwrap(await this.record.choices(actor, id));
    return model(id, reference, formOf(schools).start());
  }

  @Post(':referralId/school-place')
  @Page(PAGE)
  async take(
    @CurrentActor() actor: Actor,
    @Param('referralId', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<object> {
    const { schools, reference } = unwrap(await this.record.choices(actor, id));
    const filled = formOf(schools).read(body);
    const taken = filled.result.ok ? await this.record.run(actor, id, filled.result.value) : filled.result;
    if (taken.ok) return seeOther(`/referrals/${id}`, 'The school is recorded, and the request is closed');
    const { problem } = taken;
    if (problem.kind === 'not-found' || problem.kind === 'forbidden') return unwrap(taken);
    return withStatus(problem.kind === 'conflict' ? 409 : 422, model(id, reference, filled.view(problem)));
  }
}

const model = (id: string, reference: string | null, form: object): object => ({
  title: 'Record the school that takes the pupil',
  button: 'Record the school',
  id,
  reference,
  form,
  action: `/referrals/${id}/school-place`,
  backHref: `/referrals/${id}`,
});
