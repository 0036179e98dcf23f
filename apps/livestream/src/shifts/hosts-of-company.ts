import { Injectable } from '@nestjs/common';
import { Standings } from '#contracts/tianjian/identity/v1/identity_pb.js';
import type { CompanyId, PersonId } from '#kernel/id.js';
import { hasRole } from '#messaging/access.js';
import type { CallingPerson } from '#messaging/caller.js';
import { RpcClient } from '#messaging/rpc-client.js';
import { Problem } from '#problems/problem.js';

/** Whether a person may host for a company, as identity knows it at this moment. */
@Injectable()
export class HostsOfCompany {
  constructor(private readonly rpc: RpcClient) {}

  /** Problems: unavailable, while identity is silent. */
  async has(companyId: CompanyId, personId: PersonId): Promise<boolean> {
    const memberships = await this.membershipsOf(personId);
    return hasRole({ personId, memberships, mandates: [] }, companyId, ['seller', 'host']);
  }

  private async membershipsOf(personId: PersonId): Promise<CallingPerson['memberships']> {
    try {
      const { memberships } = await this.rpc.to(Standings).get({ personId });
      return memberships.map(({ companyId, roles }) => ({ companyId: companyId as CompanyId, roles }));
    } catch (error) {
      if (Problem.from(error).code === 'not_found') return [];
      throw error;
    }
  }
}
