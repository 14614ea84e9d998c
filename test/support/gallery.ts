import { join } from 'node:path';
import { Body, Controller, Get, Module, Post, Query } from '@nestjs/common';
import { dateOnly, sessionSet } from '../../src/kernel/index.js';
import { RequirePermission } from '../../src/platform/index.js';
import {
  checkboxes,
  confirmation,
  dataTable,
  date,
  defineForm,
  email,
  file,
  money,
  Page,
  pageLinks,
  progressView,
  radios,
  seeOther,
  select,
  sessionGrid,
  tag,
  text,
  textarea,
  type UploadedFile,
  Uploads,
  wholeNumber,
  withStatus,
} from '../../src/web/index.js';
import { addTemplates } from '../../src/web/templates.js';

const choices = [
  { value: 'one', text: 'The first', hint: 'A hint' },
  { value: 'two', text: 'The second' },
] as const;

const form = defineForm({
  name: text({ label: 'Name of the child', max: 60 }),
  contact: email({ label: 'Email address' }),
  story: textarea({ label: 'What has been tried', max: 500 }),
  reason: radios({ label: 'Reason', choices }),
  needs: checkboxes({ label: 'Needs', choices }),
  phase: select({ label: 'Phase', choices }),
  born: date({ label: 'Date of birth' }),
  price: money({ label: 'Price' }),
  places: wholeNumber({ label: 'Places' }),
  week: sessionGrid({ label: 'Half days wanted' }),
  register: file({ label: 'Register', maxMegabytes: 1, endings: ['.csv'], optional: true }),
  sure: confirmation({ label: 'that you are sure', text: 'I am sure' }),
});

const table = () =>
  dataTable({
    caption: 'Places by provider',
    columns: [{ heading: 'Provider' }, { heading: 'Status' }, { heading: 'Places', numeric: true }],
    rows: [
      [{ text: '=Example', href: '/gallery' }, { text: '', tag: tag('Provider to answer', 'yellow') }, 3],
      [{ text: 'Łukasz, Siân', note: 'A note' }, { text: '', tag: tag('Agreed', 'green') }, 4],
    ],
    totals: ['Total', null, 7],
    csvHref: '/gallery?format=csv',
    pages: pageLinks((offset) => `/gallery?offset=${offset}`, { total: 45, offset: 20, size: 20 }),
  });

addTemplates(join(import.meta.dirname, '..', 'fixtures'));

/** Every component and every kind of field on pages of the test's own. */
@Controller('gallery')
class GalleryController {
  @Get()
  @Page('pages/gallery.njk')
  components(@Query('format') format: unknown): object {
    if (format === 'csv') return table().toCsv('gallery.csv');
    return {
      title: 'Gallery',
      table: table(),
      tasks: [{ title: 'Answer the offer', href: '/gallery', detail: 'R-000123', due: tag('Today', 'orange') }],
      figures: [{ label: 'Places', value: '408', note: 'as of today' }],
      reasons: [
        { passed: true, text: 'A place is open' },
        { passed: false, text: 'Too far away', detail: '12.4 miles, at most 8' },
      ],
      progress: progressView({ state: 'RUNNING', stage: 'Reading rows', done: 1200, total: 26_500, unit: 'rows' }),
      sections: [
        {
          title: 'The pupil',
          changeHref: '/gallery/form',
          rows: [
            { label: 'Year', value: '10' },
            { label: 'Views', lines: ['One', 'Two'] },
          ],
        },
      ],
    };
  }

  @Get('form')
  @Page('pages/gallery-form.njk')
  empty(): object {
    const born = dateOnly('2012-03-27');
    return { title: 'Form', form: form.start({ name: 'Siân', born, week: sessionSet(['mon-am']) }) };
  }

  @Post('form')
  @Page('pages/gallery-form.njk')
  send(@Body() body: unknown, @Uploads() files: Readonly<Record<string, UploadedFile>>): object {
    const filled = form.read(body, files);
    if (!filled.result.ok) return withStatus(422, { title: 'Form', form: filled.view() });
    return seeOther('/gallery', `Saved ${filled.result.value.register?.name ?? 'without a file'}`);
  }

  @Get('forbidden')
  @RequirePermission('job.operate')
  @Page('pages/gallery.njk')
  forbidden(): object {
    return {};
  }

  @Get('fault')
  @Page('pages/gallery.njk')
  fault(): object {
    throw new Error('Siân Example lives at 1 Example Road');
  }
}

@Module({ controllers: [GalleryController] })
export class GalleryModule {}
