import type { PageErrorRenderer } from '../platform/index.js';
import { hasWords, problemWords } from './forms/index.js';
import type { PageRenderer } from './page-renderer.js';

interface ErrorWords {
  readonly title: string;
  readonly lines: readonly string[];
}

const NOT_FOUND: ErrorWords = {
  title: 'Page not found',
  lines: [
    'There is nothing here that you can see.',
    'If you typed the address, check that it is right. If you followed a link, the record may belong to somebody else.',
  ],
};

const PAGES: Readonly<Record<number, ErrorWords>> = {
  400: { title: 'We could not read that', lines: ['Go back and try again.'] },
  403: {
    title: 'You cannot do this',
    lines: [
      'Your role does not allow it, or the page you sent it from was too old.',
      'Go back, load the page again and try once more. If it happens again, ask your administrator.',
    ],
  },
  404: NOT_FOUND,
  409: {
    title: 'This has changed',
    lines: [
      'Somebody else changed it while you were looking. Go back, load the page again and check before you go on.',
    ],
  },
  413: { title: 'That is too large', lines: ['Go back and send less: a smaller file, or shorter text.'] },
  415: { title: 'We could not read that', lines: ['The page sent a kind of content that is not accepted here.'] },
  422: { title: 'Check what you entered', lines: ['Something in it cannot be used. Go back and correct it.'] },
  429: { title: 'Too many attempts', lines: ['Wait a minute, then try again.'] },
  503: { title: 'Not ready yet', lines: ['The service is starting or being repaired. Try again in a minute.'] },
};

const FAULT: ErrorWords = {
  title: 'There is a fault in the service',
  lines: [
    'Nothing was saved. Try again in a few minutes.',
    'If it happens again, give your administrator the reference below.',
  ],
};

/**
 * Errors as pages in plain words. Someone else's record and a missing one give the same page, byte for byte apart from
 * its address; nothing from inside the service is shown.
 */
export function errorPages(renderer: PageRenderer): PageErrorRenderer {
  return (request, response, { status, problem }) => {
    if (status === 401) {
      const back = request.method === 'GET' ? request.originalUrl : '/';
      response.redirect(303, `/sign-in?return=${encodeURIComponent(back)}`);
      return;
    }
    const words = PAGES[status] ?? FAULT;
    const own = status === 409 || status === 422;
    const lines = own && hasWords(problem.code) ? [problemWords(problem), ...words.lines] : words.lines;
    const model = {
      title: words.title,
      lines,
      reference: status >= 500 ? response.getHeader('x-request-id') : undefined,
    };
    response.status(status).type('text/html; charset=utf-8');
    response.send(renderer.page(request, response, 'web/pages/error.njk', model));
  };
}
