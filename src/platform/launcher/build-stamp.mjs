/** Run after a successful build, so that the next start need not build again. */
import { stampBuild } from './prepare.mjs';

stampBuild();
