import { Global, Module } from '@nestjs/common';
import { HomeController } from './home.controller.js';
import { PageInterceptor } from './page.js';
import { PageRenderer } from './page-renderer.js';
import { WebRegistry } from './registry.js';
import { StaticPagesController } from './static-pages.controller.js';

/** The frame of every page. Global, so that a module's pages need to import nothing. */
@Global()
@Module({
  controllers: [HomeController, StaticPagesController],
  providers: [WebRegistry, PageRenderer, PageInterceptor],
  exports: [WebRegistry, PageRenderer, PageInterceptor],
})
export class WebModule {}
