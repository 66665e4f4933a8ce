// The search page. The search is in the page's address, and Pagefind answers it. Results are written as text, never as
// HTML. The search is read from the address, so that what people type is not lost while the index loads.

const PAGE = 20;
const COMMENTS_SHOWN = 3;
const ORDERS = { newest: { date: "desc" }, oldest: { date: "asc" } };
const FILTERS = ["year", "kind", "tag", "person"];
const byName = ([a], [b]) => a.localeCompare(b, "en");
const byYear = ([a], [b]) => (+b || 0) - (+a || 0);

const [form, status, list, more, lost] = ["search", "status", "results", "more", "lost"]
  .map((id) => document.getElementById(id));

const index = import("../pagefind/pagefind.js").then(async (pagefind) => {
  await pagefind.options({ excerptLength: 40 });
  fillFilters(await pagefind.filters());
  return pagefind;
});

let results = [];
let turn = 0; // answers to an earlier search are ignored

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function fillFilters(filters) {
  for (const name of FILTERS) {
    const values = Object.entries(filters[name] ?? {}).sort(name === "year" ? byYear : byName);
    form.elements[name].append(...values.map(([value, count]) => new Option(`${value} (${count})`, value)));
    form.elements[name].value = asked()[name] ?? "";
  }
}

const filled = (entries) => [...entries].filter(([, value]) => value.trim());
const asked = () => Object.fromEntries(filled(new URLSearchParams(location.search)));

function readAddress() {
  for (const control of form.querySelectorAll("[name]")) control.value = asked()[control.name] ?? "";
}

function writeAddress() {
  const query = `${new URLSearchParams(filled(new FormData(form)))}`;
  if (`?${query}` !== location.search) history.pushState(null, "", location.pathname + (query && `?${query}`));
}

async function search() {
  const mine = ++turn;
  const { q = "", order } = asked();
  const query = q.trim();
  const filters = Object.fromEntries(Object.entries(asked()).filter(([name]) => FILTERS.includes(name)));
  const any = query || Object.keys(filters).length;
  status.textContent = any ? "Searching…" : "";
  const found = any ? await (await index).search(query || null, { filters, sort: ORDERS[order] }) : null;
  if (mine !== turn) return;
  results = found?.results ?? [];
  list.replaceChildren();
  await showMore();
  if (mine === turn) status.textContent = found ? countText(query) : "";
}

function countText(query) {
  const sought = query && ` for ${query}`;
  if (!results.length) return `Nothing found${sought}. Try fewer words, or another year, kind, topic or person.`;
  return `${results.length.toLocaleString("en-GB")} ${results.length === 1 ? "result" : "results"}${sought}`;
}

async function showMore() {
  const mine = turn;
  const start = list.children.length;
  const pages = await Promise.all(results.slice(start, start + PAGE).map((result) => result.data()));
  if (mine === turn) list.append(...pages.map(entry));
  more.hidden = list.children.length >= results.length;
  return list.children[start];
}

// A page: matches in the post, then in its comments.
function entry({ url, meta, excerpt, sub_results: parts }) {
  const own = parts.length ? parts.find((part) => !part.anchor)?.excerpt : excerpt;
  const comments = parts.filter((part) => part.anchor);
  const facts = [meta.date, meta.kind].filter(Boolean).flatMap((fact) => [element("span", {}, fact), " "]);
  const made = element("li", {},
    element("h2", {}, element("a", { href: url }, meta.title)),
    element("p", { className: "meta" }, ...facts));
  if (own) made.append(element("p", { className: "opening" }, ...marked(own)));
  if (comments.length) made.append(hits(comments.slice(0, COMMENTS_SHOWN)));
  const rest = comments.slice(COMMENTS_SHOWN);
  if (rest.length) made.append(element("details", {}, element("summary", {}, `${rest.length} more`), hits(rest)));
  return made;
}

function hits(parts) {
  return element("ul", {}, ...parts.map(({ url, title, excerpt }) => element("li", {},
    element("h3", {}, element("a", { href: url }, title)),
    element("p", { className: "opening" }, ...marked(withoutTitle(excerpt, title))))));
}

// A comment's excerpt may repeat the heading that is shown above it.
function withoutTitle(excerpt, title) {
  return excerpt.startsWith(`${title} `) ? excerpt.slice(title.length + 1) : excerpt;
}

// Pagefind's excerpt is text with "<" and ">" escaped, and each match inside <mark>.
function marked(excerpt) {
  return excerpt.split(/<\/?mark>/).map((text, i) => {
    const plain = text.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
    return i % 2 ? element("mark", {}, plain) : plain;
  });
}

function answer() {
  search().catch(() => {
    status.textContent = "";
    lost.hidden = false;
  });
}

function ask(event) {
  event.preventDefault();
  writeAddress();
  answer();
}

function begin() {
  readAddress();
  answer();
}

form.addEventListener("submit", ask);
form.addEventListener("change", (event) => event.target.matches("select") && ask(event));
addEventListener("popstate", begin);
more.addEventListener("click", async () => {
  const first = await showMore();
  status.textContent = `${list.children.length} of ${results.length} shown`;
  first?.querySelector("a").focus();
});
begin();
