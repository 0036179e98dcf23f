// What the system takes in its stride while it is starting.
const AT_ONCE = 16;

/** Does the work for each, so many at once; after a failure nothing more is begun. */
export async function forEach<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  const left = [...all].reverse();
  const worker = async () => {
    for (let one = left.pop(); one !== undefined; one = left.pop()) await work(one).catch(stop);
  };
  const stop = (error: unknown) => {
    left.length = 0;
    throw error;
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
