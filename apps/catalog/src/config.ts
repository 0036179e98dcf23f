import { blobSettings } from '#blobs/blobs.module.js';

export const settings = { ...blobSettings };
