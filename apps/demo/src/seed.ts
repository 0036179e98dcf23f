/** Whoever changes it makes another demo beside the one that was loaded. */
export const SEED = 'tianjian-demo-v1';
