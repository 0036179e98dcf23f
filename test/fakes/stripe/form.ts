/** What a form carries once its brackets are understood: "metadata[order_id]=x", "expand[0]=data.source". */
export interface Form {
  [field: string]: string | Form | string[];
}

export function decodeForm(encoded: string): Form {
  const form: Form = {};
  for (const [path, value] of new URLSearchParams(encoded)) {
    const [first = '', ...rest] = path.split('[').map((part) => part.replace(/\]$/, ''));
    put(form, [first, ...rest], value);
  }
  return form;
}

function put(form: Form, [field = '', ...rest]: string[], value: string): void {
  const [next] = rest;
  if (next === undefined) form[field] = value;
  else if (rest.length === 1 && /^\d*$/.test(next)) form[field] = [...((form[field] as string[]) ?? []), value];
  else put((form[field] ??= {}) as Form, rest, value);
}

export const textOf = (form: Form, field: string): string | undefined =>
  typeof form[field] === 'string' ? form[field] : undefined;

export const listOf = (form: Form, field: string): string[] => {
  const list = form[field];
  return Array.isArray(list) ? list : [];
};

/** An object of texts, such as metadata. */
export function wordsOf(form: Form, field: string): Record<string, string> {
  const words = form[field];
  if (words === undefined || typeof words === 'string' || Array.isArray(words)) return {};
  return Object.fromEntries(
    Object.entries(words).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}
