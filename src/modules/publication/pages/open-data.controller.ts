import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDate, formatDateTime, formatPounds, pence } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import { dataTable, defineForm, type FormView, Page, seeOther, text, withStatus } from '../../../web/index.js';
import { REGIMES, type Regime } from '../../procurement/index.js';
import { type OpenData, PublishFramework } from '../application/publish-framework.js';
import { isPublished, LEAST_PUBLISHED, type LotFacts } from '../domain/open-contracting.js';

const PAGE = 'modules/publication/pages/open-data.njk';

const form = defineForm({
  ocid: text({
    label: 'Open contracting identifier',
    hint: 'As the national notice gives it, for example ocds-h6vhtk-04a1b2',
    max: 100,
  }),
});

/** The facts of a framework's notices, for whoever types them into the national portal, and its open data. */
@ApiExcludeController()
@RequirePermission('framework.manage')
@Controller('frameworks/:id/open-data')
export class OpenDataPagesController {
  constructor(private readonly publish: PublishFramework) {}

  @Get()
  @Page(PAGE)
  async show(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const data = unwrap(await this.publish.view(actor, id));
    return model(data, form.start({ ocid: data.head.ocid ?? '' }));
  }

  @Post()
  @Page(PAGE)
  async identify(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<object> {
    const data = unwrap(await this.publish.view(actor, id));
    const filled = form.read(body);
    if (!filled.result.ok) return withStatus(422, model(data, filled.view()));
    const saved = await this.publish.identify(actor, id, filled.result.value.ocid);
    if (saved.ok) return seeOther(`/frameworks/${id}/open-data`, 'The identifier is kept');
    if (saved.problem.kind !== 'invalid' && saved.problem.kind !== 'conflict')
      throw new ProblemException(saved.problem);
    return withStatus(422, model(data, filled.view(saved.problem)));
  }
}

const lotWords = ({ number, name, asks }: LotFacts): string => {
  return `${String(number)} ${name}${asks === '' ? '' : ` (${asks})`}`;
};

function model({ head, facts }: OpenData, view: FormView): object {
  const lotNumber = (id: string): number | null => head.lots.find((lot) => lot.id === id)?.number ?? null;
  const nameOf = (id: string): string => facts.admissions.find((one) => one.providerId === id)?.providerName ?? '';
  return {
    title: `Notices and open data: ${head.name}`,
    id: head.id,
    form: view,
    isPublished: head.ocid !== null && head.regime !== 'NON_PROCUREMENT_LIST',
    facts: [
      { label: 'Title', value: head.name },
      { label: 'Reference', value: head.reference },
      { label: 'Law', value: REGIMES[head.regime as Regime] },
      { label: 'Led by', value: head.lead.name },
      { label: 'Used by', value: head.participants.map(({ name }) => name).join(', ') },
      { label: 'From', value: formatDate(head.startsOn) },
      { label: 'To', value: formatDate(head.endsOn) },
      { label: 'May be extended to', value: head.extendableTo ? formatDate(head.extendableTo) : 'It may not' },
      {
        label: 'Value with VAT',
        value: head.valuePence === null ? 'None given' : formatPounds(pence(head.valuePence)),
      },
      { label: 'CPV', value: '80000000-4 Education and training services' },
      { label: 'Lots', value: head.lots.map(lotWords).join('; ') },
      { label: 'Schools buy', value: head.schoolsMayBuy ? 'Yes' : 'No' },
      { label: 'Conditions', value: head.conditions.map(({ title }) => title).join('; ') || 'None recorded' },
    ],
    rounds: dataTable({
      caption: 'Rounds',
      columns: ['Round', 'Opens', 'Closes'].map((heading) => ({ heading })),
      rows: facts.rounds.map((one) => [
        one.name,
        formatDateTime(one.opensAt),
        one.closesAt === null ? 'Stays open' : formatDateTime(one.closesAt),
      ]),
      empty: 'No round is published.',
    }),
    members: dataTable({
      caption: 'Members',
      columns: [{ heading: 'Provider' }, { heading: 'Lot', numeric: true }, { heading: 'From' }, { heading: 'To' }],
      rows: facts.admissions.map((one) => [
        one.providerName,
        lotNumber(one.lotId),
        formatDate(one.fromDate),
        formatDate(one.toDate),
      ]),
      empty: 'Nobody is admitted.',
    }),
    callOffs: dataTable({
      caption: 'Places called off',
      columns: [
        { heading: 'Provider' },
        { heading: 'Lot', numeric: true },
        { heading: 'Financial year' },
        { heading: 'Placements', numeric: true },
        { heading: 'Agreed, net of VAT', numeric: true },
      ],
      rows: facts.callOffs
        .filter(isPublished)
        .map((one) => [
          nameOf(one.providerId),
          lotNumber(one.lotId),
          one.financialYear,
          one.placements,
          formatPounds(pence(one.netPence)),
        ]),
      empty: `Nothing that can be published: what is for fewer than ${LEAST_PUBLISHED} children is left out.`,
    }),
    backHref: `/frameworks/${head.id}`,
  };
}
