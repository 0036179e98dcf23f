interface Keyed {
  key: string;
}

export interface Pair<Left, Right> {
  left?: Left;
  right?: Right;
}

/**
 * Walks two streams that are sorted by `key` side by side, bytewise: every row once, beside its counterpart if it has
 * one. A key that one side has twice leaves its second row alone.
 */
export async function* pairs<Left extends Keyed, Right extends Keyed>(
  lefts: AsyncIterable<Left>,
  rights: AsyncIterable<Right>,
): AsyncGenerator<Pair<Left, Right>> {
  const [nextLeft, nextRight] = [reader(lefts), reader(rights)];
  let [left, right] = [await nextLeft(), await nextRight()];
  // Ends: every turn takes a row from at least one side.
  while (left || right) {
    if (left && right && left.key === right.key) {
      yield { left, right };
      [left, right] = [await nextLeft(), await nextRight()];
    } else if (left && (!right || left.key < right.key)) {
      yield { left };
      left = await nextLeft();
    } else if (right) {
      yield { right };
      right = await nextRight();
    }
  }
}

function reader<Row>(rows: AsyncIterable<Row>): () => Promise<Row | undefined> {
  const iterator = rows[Symbol.asyncIterator]();
  return async () => {
    const { done, value } = await iterator.next();
    return done ? undefined : value;
  };
}
