import { Controller } from '@nestjs/common';
import { Auth, type RefreshRequest } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { Db } from '#database/db.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { StandingDesk } from '../standings/standing-desk.js';
import { AccessTokens } from './access-tokens.js';
import { judge, newRefreshToken, parseRefreshToken } from './refresh-token.js';
import { endFamily, lockFamilyOf, replay, rotate } from './refresh-token.sql.js';

@Controller()
export class RefreshHandler {
  constructor(
    private readonly db: Db,
    private readonly standings: StandingDesk,
    private readonly accessTokens: AccessTokens,
  ) {}

  @Rpc(Auth.method.refresh)
  async handle(request: RefreshRequest) {
    const token = parseRefreshToken(request.refreshToken);
    const successor = newRefreshToken();

    const standing = await this.db.transaction(async (tx) => {
      const shown = await lockFamilyOf(tx, token);
      if (!shown) return undefined;

      const verdict = judge(shown, shown.shownGeneration);
      if (verdict === 'revoke') await endFamily(tx, shown.familyId, 'reused');
      if (verdict === 'rotate') await rotate(tx, shown.familyId, successor);
      if (verdict === 'replay') await replay(tx, shown.familyId, successor);
      return verdict === 'rotate' || verdict === 'replay' ? this.standings.find(tx, shown.personId) : undefined;
    });

    // Not inside: a family that was revoked must stay revoked.
    if (!standing) throw new Problem('auth.required');
    return this.accessTokens.signedIn(standing, successor);
  }
}
