import { Module, type OnModuleInit } from '@nestjs/common';
import { WebRegistry } from '../../web/index.js';
import { CapacityModule } from '../capacity/index.js';
import { PupilsModule } from '../pupils/index.js';
import { FindProvision } from './application/find-provision.js';
import { DirectoryController } from './pages/directory.controller.js';
import { DirectoryStore } from './persistence/directory.store.js';
import './words.js';

@Module({
  imports: [CapacityModule, PupilsModule],
  controllers: [DirectoryController],
  providers: [DirectoryStore, FindProvision],
})
export class DirectoryModule implements OnModuleInit {
  constructor(private readonly web: WebRegistry) {}

  onModuleInit(): void {
    this.web.addNavigation({
      text: 'Directory',
      href: '/directory',
      group: 'Provision',
      order: 46,
      anyOf: ['provider.read', 'referral.create'],
    });
  }
}
