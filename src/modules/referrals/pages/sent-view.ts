import { formatDateTime } from '../../../kernel/index.js';
import type { SentView } from '../application/view-sent.js';
import type { AnswerSection } from './show-answers.js';

interface Sending {
  readonly title: string;
  readonly sections: readonly AnswerSection[];
}

/** Every sending with its answers by section; headings say which sending, because the sections of two are called the same. */
export function sentPage({ referral, answers }: SentView): object {
  const sendings = [...new Set(answers.map(({ sending }) => sending))].map((number): Sending => {
    const own = answers.filter(({ sending }) => sending === number);
    const sections = [...new Set(own.map(({ section }) => section))].map((section) => ({
      title: `${section}, sent ${ORDINAL[number - 1] ?? `for the ${number}th time`}`,
      rows: own
        .filter((row) => row.section === section)
        .map(({ question, answer }) => ({ label: question, lines: answer.split('\n') })),
    }));
    return { title: `Sent ${own[0] === undefined ? '' : formatDateTime(own[0].sentAt)}`, sections };
  });
  const { id, reference } = referral;
  return { title: 'What was sent', id, reference, sendings, backHref: `/referrals/${id}` };
}

const ORDINAL = ['first', 'for the second time', 'for the third time'];
