import { describe, expect, it } from '@jest/globals';
import { isMessageKind, MESSAGE_KINDS } from './kinds.js';

describe('messages', () => {
  it('say what happened in plain words, without shouting and without a name', () => {
    for (const { title, text } of Object.values(MESSAGE_KINDS)) {
      expect(`${title}. ${text}`).toMatch(/^[A-Z][a-z ,.]+[A-Za-z ,.]*$/);
    }
  });

  it('know their kinds, and nothing that every object has', () => {
    expect(isMessageKind('placement.offered')).toBe(true);
    expect(['constructor', 'toString', 1, null].some(isMessageKind)).toBe(false);
  });
});
