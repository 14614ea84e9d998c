import { Module } from '@nestjs/common';
import { Decisions } from './application/decisions.js';

@Module({ providers: [Decisions], exports: [Decisions] })
export class PanelsModule {}
