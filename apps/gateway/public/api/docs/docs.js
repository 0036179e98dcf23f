// Writes the page from /api/openapi.json, which is made from the contract the door is opened with.

const api = await (await fetch('/api/openapi.json')).json();
document.getElementById('about').textContent = api.info.description;
for (const tag of api.tags) {
  document.getElementById('contents').append(link(tag), ' ');
  document.getElementById('routes').append(...section(tag));
}
document.getElementById('problems').append(...problems(api.components.schemas.Problem['x-catalogue']));
// What the address points at exists only now.
if (location.hash) location.replace(location.hash);

function section({ name, description = '' }) {
  const operations = Object.entries(api.paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([verb, operation]) => ({ path, verb, ...operation })),
  );
  const ofTag = operations.filter((operation) => operation.tags.includes(name));
  const head = element('h2', name);
  head.id = name;
  return [head, element('p', description, 'quiet'), ...ofTag.map(route)];
}

function link({ name }) {
  const made = element('a', name);
  made.href = `#${name}`;
  return made;
}

function route({ path, verb, summary, description, parameters = [], requestBody, responses, ...rest }) {
  const details = element('details');
  const head = element('summary');
  head.append(element('span', verb.toUpperCase(), 'verb'), element('code', path), ` ${summary}`);
  details.append(head, element('p', description ?? ''), element('p', `For ${rest['x-access']}.`, 'quiet'));

  const body = requestBody?.content['application/json']?.schema;
  const taken = { ...Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])), ...body?.properties };
  if (Object.keys(taken).length > 0) details.append(element('h4', 'Takes'), table(taken));
  const given = target(responses[200].content['application/json']?.schema ?? {});
  details.append(element('h4', 'Gives'), table(given.properties ?? {}));
  const codes = Object.values(responses).flatMap((response) => response['x-codes'] ?? []);
  details.append(element('p', `Problems: ${codes.join(', ')}`, 'quiet'));
  return details;
}

/** Every field below, each on a line with its full name. */
function table(properties) {
  const rows = element('table');
  rows.append(...fields(properties, ''));
  return rows;
}

function fields(properties, before, above = []) {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const inner = target(schema.items ?? schema);
    const row = element('tr');
    const full = `${before}${name}${schema.type === 'array' ? '[]' : ''}`;
    const words = [inner.enum?.join(' '), schema.description].filter(Boolean).join(': ');
    row.append(code(full), element('td', kindOf(inner)), element('td', words, 'quiet'));
    // A message that contains itself is shown once.
    const below = inner.properties && !above.includes(inner) ? inner.properties : {};
    return [row, ...fields(below, `${full}.`, [...above, inner])];
  });
}

function target(schema) {
  return schema.$ref ? api.components.schemas[schema.$ref.split('/').at(-1)] : schema;
}

function kindOf({ type, format }) {
  return [type].flat().join(' or ') + (format ? ` (${format})` : '');
}

function problems(catalogue) {
  return Object.entries(catalogue).map(([name, { status, title, detail }]) => {
    const row = element('tr');
    row.id = name;
    row.append(code(name), element('td', String(status)), element('td', title), element('td', detail, 'quiet'));
    return row;
  });
}

function code(text) {
  const cell = element('td');
  cell.append(element('code', text));
  return cell;
}

function element(name, text = '', className = '') {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}
