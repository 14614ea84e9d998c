import { date, defineForm, text, textarea } from '../../../web/index.js';

const whyFields = {
  why: textarea({ label: 'Why you worry', max: 1000, rows: 4 }),
  lookOn: date({ label: 'Day on which you look again' }),
};

export const worryForm = defineForm({
  name: text({
    label: 'What you call the pupil here',
    hint: 'Initials, or a name of your own. It need not be the pupil’s name',
    max: 100,
    autocomplete: 'off',
  }),
  upn: text({
    label: 'Unique pupil number',
    hint: 'Only if you want it carried over when you ask for support or refer',
    max: 13,
    autocomplete: 'off',
    width: 20,
    optional: true,
  }),
  ...whyFields,
});

export const lookForm = defineForm(whyFields);
