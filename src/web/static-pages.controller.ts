import { Controller, Get, Inject } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../platform/index.js';
import { sessionCookieName, type SignInSettings } from '../platform/sign-in/index.js';
import { APP_CONFIG } from '../platform/tokens.js';
import { Page } from './page.js';

/** Pages that anybody may read. */
@ApiExcludeController()
@Public()
@Controller()
export class StaticPagesController {
  constructor(@Inject(APP_CONFIG) private readonly settings: SignInSettings) {}

  @Get('help')
  @Page('web/pages/help.njk')
  help(): object {
    return { title: 'Help' };
  }

  @Get('accessibility')
  @Page('web/pages/accessibility.njk')
  accessibility(): object {
    return { title: 'Accessibility statement' };
  }

  @Get('privacy')
  @Page('web/pages/privacy.njk')
  privacy(): object {
    return { title: 'Privacy notice' };
  }

  @Get('cookies')
  @Page('web/pages/cookies.njk')
  cookies(): object {
    const { localSignIn } = this.settings;
    return { title: 'Cookies', sessionCookie: sessionCookieName(this.settings), demonstrationSignIn: localSignIn };
  }
}
