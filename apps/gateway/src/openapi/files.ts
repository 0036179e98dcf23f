import type { Code } from '#problems/problem.js';
import { TYPES, UPLOAD_MAX } from '../blobs/take-upload.js';
import type { Schema } from './schemas.js';

export const filesTag = { name: 'Files', description: 'Bytes that rpcs name by key: pictures, documents, tables.' };

/** The two routes that speak no JSON, by hand: they are no rpcs, and stand in no proto file. */
export const filePaths = (problemResponses: (codes: Code[]) => Schema): Record<string, Record<string, Schema>> => ({
  '/api/uploads': {
    post: {
      operationId: 'Files.upload',
      tags: [filesTag.name],
      summary: 'Upload',
      description: `The body is the file, at most ${UPLOAD_MAX} bytes. Nobody can read it until an rpc is given its key.`,
      security: [{ person: [] }],
      'x-access': 'anybody signed in',
      requestBody: {
        required: true,
        content: Object.fromEntries(TYPES.map((type) => [type, { schema: { type: 'string', format: 'binary' } }])),
      },
      responses: {
        200: { description: 'Done.', content: { 'application/json': { schema: uploaded } } },
        ...problemResponses([
          ...(['auth.required', 'upload.type_refused', 'request.too_large'] as const),
          ...(['request.invalid', 'overloaded'] as const),
        ]),
        default: { $ref: '#/components/responses/Problem' },
      },
    },
  },
  '/api/blobs/{blobKey}': {
    get: {
      operationId: 'Files.read',
      tags: [filesTag.name],
      summary: 'Read',
      description:
        'What is public, such as pictures of products, by its key; the rest by the whole address an rpc gave.',
      security: [],
      'x-access': 'anybody',
      parameters: [
        { name: 'blobKey', in: 'path', required: true, schema: { type: 'string' } },
        { name: 'until', in: 'query', schema: { type: 'string' } },
        { name: 'signature', in: 'query', schema: { type: 'string' } },
      ],
      responses: {
        200: { description: 'The file.', content: { '*/*': { schema: { type: 'string', format: 'binary' } } } },
        ...problemResponses(['not_found', 'request.invalid', 'overloaded']),
        default: { $ref: '#/components/responses/Problem' },
      },
    },
  },
});

const uploaded = {
  type: 'object',
  properties: {
    blobKey: { type: 'string' },
    sha256: { type: 'string', description: 'Of what arrived, in hex.' },
    size: { type: 'integer', description: 'Bytes.' },
  },
  required: ['blobKey', 'sha256', 'size'],
};
