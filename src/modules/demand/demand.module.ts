import { Module, type OnModuleInit } from '@nestjs/common';
import { WebRegistry } from '../../web/index.js';
import { ViewDemand } from './application/view-demand.js';
import { DemandController } from './pages/demand.controller.js';
import { DemandStore } from './persistence/demand.store.js';

@Module({ controllers: [DemandController], providers: [DemandStore, ViewDemand] })
export class DemandModule implements OnModuleInit {
  constructor(private readonly web: WebRegistry) {}

  onModuleInit(): void {
    this.web.addNavigation({
      text: 'What is needed',
      href: '/demand',
      group: 'Provision',
      order: 47,
      anyOf: ['provider.read'],
    });
  }
}
