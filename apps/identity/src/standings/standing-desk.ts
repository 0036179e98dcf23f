import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '#database/tx.js';
import type { PersonId } from '#kernel/id.js';
import { SETTINGS } from '#service/settings.js';
import type { IdentitySettings } from '../config.js';
import type { Standing } from './standing.js';
import { findStanding } from './standing.sql.js';

/** What people may, as this system is set up. */
@Injectable()
export class StandingDesk {
  private readonly mandatesNeedFactor: boolean;

  constructor(@Inject(SETTINGS) { mandatesNeed }: Pick<IdentitySettings, 'mandatesNeed'>) {
    this.mandatesNeedFactor = mandatesNeed === 'second-factor';
  }

  find(tx: Tx, personId: PersonId): Promise<Standing | undefined> {
    return findStanding(tx, personId, this.mandatesNeedFactor);
  }
}
