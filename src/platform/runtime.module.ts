import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { RuntimeConfig } from './launcher/runtime-config.js';
import { APP_CONFIG } from './tokens.js';

/** Makes the configuration available everywhere under APP_CONFIG. */
@Global()
@Module({})
export class RuntimeModule {
  static forRoot(config: RuntimeConfig): DynamicModule {
    return { module: RuntimeModule, providers: [{ provide: APP_CONFIG, useValue: config }], exports: [APP_CONFIG] };
  }
}
