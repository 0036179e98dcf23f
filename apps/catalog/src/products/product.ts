export const TITLE_MAX = 120;
export const DESCRIPTION_MAX = 5_000;
