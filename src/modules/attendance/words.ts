import { registerWords } from '../../web/index.js';

registerWords({
  'attendance.not-due': 'A session marked here is not one of the placement’s. Open the register again',
  'attendance.marked-meanwhile':
    'Somebody else has marked the same session since you opened this page. It shows what stands now; mark again what differs',
  'attendance.too-many': 'At most {max} sessions can be sent at once',
  'attendance-code': 'Choose a code of the list. Codes B, K, D and E belong to the home school’s own register',
  'other-half': 'Present in the morning is /, present in the afternoon is \\',
  'in-future': 'A session that has not been cannot be marked',
  'minutes-late': 'Minutes late, 1 to 240, go with code L alone',
  'not-due': 'The pupil is not due in this session',
  'half-day': 'Write AM or PM',
  'placement-unknown': 'No placement of yours has this reference',
  'file.too-many-lines': 'At most {max} lines can be sent at once. Send them in several files',
  'marked-twice': 'This session stands twice in what was sent',
});
