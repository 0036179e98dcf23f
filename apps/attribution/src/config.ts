import { text } from '#service/settings.js';

export const settings = {
  /** The sequencer's leader keeps a connection of its own: its lock ends with it. */
  databaseWorkUrl: text('DATABASE_WORK_URL'),
};
