export { checkboxes, type Choice, choicesOf, confirmation, radios, select, sessionGrid } from './choice-fields.js';
export type { Field, FieldView, FormBody, Typed, UploadedFile } from './field.js';
export { defineForm, Filled, Form, type FormValues, type FormView } from './form.js';
export { date, file } from './other-fields.js';
export { email, money, text, textarea, time, wholeNumber } from './text-fields.js';
export { faultWords, hasWords, problemWords, registerWords, wordsFor } from './words.js';
