import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request } from 'express';
import type { Problem } from '../../../kernel/index.js';
import { ProblemException, Public } from '../../../platform/index.js';
import { offsetOf, Page, seeOther, withStatus } from '../../../web/index.js';
import { ANYTHING, FindProvision, type Found } from '../application/find-provision.js';
import { directoryTable, directoryView } from './directory.view.js';
import { questionOf, searchForm } from './directory-form.js';

type Asked = Readonly<Record<string, unknown>>;

/** Who may be used, for schools, families and anybody else. */
@ApiExcludeController()
@Public()
@Controller('directory')
export class DirectoryController {
  constructor(private readonly find: FindProvision) {}

  /** One's own authority's; a choice of authorities for who is nobody here. */
  @Get()
  @Page('modules/directory/pages/authorities.njk')
  async authorities(@Req() { actor }: Request): Promise<object> {
    const authorities = await this.find.authorities();
    const only =
      authorities.find(({ id }) => id === actor?.authorityId) ?? (authorities.length === 1 && authorities[0]);
    if (only) return seeOther(`/directory/${only.code}`);
    return { title: 'Directory of alternative provision', authorities };
  }

  @Get(':code')
  @Page('modules/directory/pages/directory.njk')
  async directory(@Req() { actor }: Request, @Param('code') code: string, @Query() query: Asked): Promise<object> {
    const filled = searchForm.read(query);
    const question = filled.result.ok ? questionOf(filled.result.value) : ANYTHING;
    const found = await this.find.run(actor, code, question);
    if (!found.ok && found.problem.kind !== 'invalid') throw new ProblemException(found.problem);
    const refused = found.ok ? undefined : shownAtField(found.problem);
    const shown = found.ok ? found.value : await this.anything(actor, code);
    if (query['format'] === 'csv' && found.ok) return directoryTable(shown).toCsv(`directory-${code}.csv`);
    const faulty = refused !== undefined || !filled.result.ok;
    const model = {
      title: `Directory of alternative provision: ${shown.authority.name}`,
      action: `/directory/${code}`,
      csvHref: hrefOf(code, query, { format: 'csv' }),
      whole: shown.whole,
      search: filled.view(refused),
      ...directoryView(shown, offsetOf(query['offset']), (at) => hrefOf(code, query, { offset: String(at) })),
    };
    return faulty ? withStatus(422, { ...model, form: model.search }) : model;
  }

  private async anything(actor: Request['actor'], code: string): Promise<Found> {
    const found = await this.find.run(actor, code, ANYTHING);
    if (!found.ok) throw new ProblemException(found.problem);
    return found.value;
  }
}

const FIELDS = ['text', 'need', 'year', 'subject', 'leadsTo', 'near', 'within', 'sessions'] as const;

/** The same search with something added. */
function hrefOf(code: string, query: Asked, more: Readonly<Record<string, string>>): string {
  const kept = FIELDS.flatMap((name) =>
    [query[name]]
      .flat()
      .flatMap((value): [string, string][] => (typeof value === 'string' && value !== '' ? [[name, value]] : [])),
  );
  return `/directory/${code}?${new URLSearchParams([...kept, ...Object.entries(more)]).toString()}`;
}

/** The use case speaks of a postcode, the form of what is near. */
const shownAtField = (problem: Problem): Problem => ({
  ...problem,
  fields: problem.fields.map((fault) => (fault.field === 'postcode' ? { ...fault, field: 'near' } : fault)),
});
