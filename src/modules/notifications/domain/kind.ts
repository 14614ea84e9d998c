import type { Permission } from '../../../kernel/index.js';

/** What one kind of message says, and to whom. */
export interface Kind {
  /** Only people who hold it are told: finance at a provider does not read of offers. */
  readonly needs: Permission;
  readonly title: string;
  readonly text: string;
  readonly href: (subjectId: string) => string;
}
