import type { Request } from 'express';

/** Shown once, on the next page of the same session. Plain text: it is escaped where it is shown. */
export interface FlashMessage {
  readonly kind: 'success' | 'information';
  readonly text: string;
}

const KEPT_MAX = 5;

export function flash(request: Request, message: FlashMessage): void {
  if (!request.session) return;
  request.session.flash = [...(request.session.flash ?? []), message].slice(-KEPT_MAX);
}

/** Takes the messages out of the session; none where there is no session. */
export function takeFlash(request: Request): readonly FlashMessage[] {
  const messages = request.session?.flash ?? [];
  if (messages.length > 0) delete request.session.flash;
  return messages;
}

declare module 'express-session' {
  interface SessionData {
    flash?: FlashMessage[];
  }
}
