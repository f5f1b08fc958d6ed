// Puts the variables into the body before it is sent. A member whose variable is empty is left out: it is absent where it has no meaning (P4).
const fill = (value) => {
  if (Array.isArray(value)) return value.map(fill);
  if (value && typeof value === "object") {
    const members = Object.entries(value).map(([name, inner]) => [name, fill(inner)]);
    return Object.fromEntries(members.filter(([, inner]) => inner !== undefined));
  }
  const name = typeof value === "string" && /^\{\{(\w+)\}\}$/.exec(value);
  return name ? pm.variables.get(name[1]) || undefined : value;
};
let body;
try {
  body = JSON.parse(pm.request.body.raw);
} catch (error) {
  body = undefined; // a body that is not JSON on purpose stays as it is
}
if (body !== undefined) pm.request.body.raw = JSON.stringify(fill(body), null, 2);
