import type { DynamicModule, Type } from '@nestjs/common';

/** Every feature module, in the order in which they depend on each other. */
export const modules: (Type | DynamicModule)[] = [];
