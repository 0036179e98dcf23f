import { Controller, Get, Header, Param, Redirect } from '@nestjs/common';
import { catalogue } from '#problems/catalogue.js';
import { Problem } from '#problems/problem.js';
import { openApiDocument } from './document.js';

@Controller()
export class OpenApiController {
  // The contract does not change while we run.
  private readonly document = JSON.stringify(openApiDocument());

  @Get('api/openapi.json')
  @Header('content-type', 'application/json; charset=utf-8')
  read(): string {
    return this.document;
  }

  /** Where the `type` of a problem leads. */
  @Get('problems/:code')
  @Redirect()
  explain(@Param('code') code: string) {
    if (!Object.hasOwn(catalogue, code)) throw new Problem('not_found');
    return { url: `/api/docs#${code}`, statusCode: 302 };
  }
}
