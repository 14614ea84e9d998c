import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Room, ROOMS } from '../domain/rooms.js';

/** The same pages under the path of each room. */
export const underRooms = (rest = ''): string[] => Object.values(ROOMS).map(({ path }) => `${path.slice(1)}${rest}`);

/** The room whose path was asked for. */
export const InRoom = createParamDecorator((_: unknown, context: ExecutionContext): Room => {
  // Addresses are the same in capitals.
  const path = context.switchToHttp().getRequest<{ readonly path: string }>().path.toLowerCase();
  const found = Object.values(ROOMS).find((room) => path === room.path || path.startsWith(`${room.path}/`));
  if (found === undefined) throw new Error('A page of a room is served under the path of one');
  return found;
});
