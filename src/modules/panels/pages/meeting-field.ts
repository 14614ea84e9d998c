import { formatDateWithDay } from '../../../kernel/index.js';
import { radios } from '../../../web/index.js';
import type { Meeting } from '../persistence/meeting.store.js';

/** Meetings that something may be put on. */
export const meetingField = (meetings: readonly Meeting[]) =>
  radios({
    label: 'Meeting',
    hint: meetings.length === 0 ? 'No meeting is planned. Plan one first' : 'Those that are planned or under way',
    choices: meetings.map(({ id, bodyName, heldOn }) => ({
      value: id,
      text: `${formatDateWithDay(heldOn)}, ${bodyName}`,
    })),
  });
