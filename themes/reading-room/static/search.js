// The search page. The search is in the page's address, and search-index.js answers it. Results are written as text,
// never as HTML. The search is read from the address, so that what people type is not lost while the index loads.

import { SearchIndex } from "./search-index.js";

const ROOT = new URL("../", import.meta.url); // of the site
const PAGE = 20;
const COMMENTS_SHOWN = 3;
const FILTERS = ["year", "kind", "tag", "person"];
const byName = ([a], [b]) => a.localeCompare(b, "en");
const byYear = ([a], [b]) => (+b || 0) - (+a || 0);

const [form, status, list, more, lost] = ["search", "status", "results", "more", "lost"]
  .map((id) => document.getElementById(id));

const index = SearchIndex.open(new URL("search-index/", ROOT)).then((opened) => {
  fillFilters(opened.filters);
  return opened;
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
  const found = any ? await (await index).search(query, { filters, order }) : null;
  if (mine !== turn) return;
  results = found ?? [];
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
  const pages = await Promise.all(results.slice(start, start + PAGE).map(loaded));
  if (mine === turn) list.append(...pages.map(entry));
  more.hidden = list.children.length >= results.length;
  return list.children[start];
}

// A page with its first matching comments.
async function loaded(result) {
  const page = await result.load();
  return { ...page, first: await Promise.all(page.comments.slice(0, COMMENTS_SHOWN).map((load) => load())) };
}

// A page: matches in the post, then in its comments.
function entry({ url, title, date, kind, excerpt, first, comments }) {
  const facts = [date, kind].filter(Boolean).flatMap((fact) => [element("span", {}, fact), " "]);
  const made = element("li", {},
    element("h2", {}, element("a", { href: new URL(url, ROOT) }, title)),
    element("p", { className: "meta" }, ...facts));
  if (excerpt.length) made.append(element("p", { className: "opening" }, ...marked(excerpt)));
  if (first.length) made.append(hits(first));
  if (comments.length > first.length) made.append(others(comments.slice(first.length)));
  return made;
}

// The other matching comments, which are loaded when a reader asks for them.
function others(comments) {
  const made = element("details", {}, element("summary", {}, `${comments.length} more`));
  made.addEventListener("toggle", async () => {
    made.append(hits(await Promise.all(comments.map((load) => load()))));
  }, { once: true });
  return made;
}

function hits(comments) {
  return element("ul", {}, ...comments.map(({ url, heading, excerpt }) => element("li", {},
    element("h3", {}, element("a", { href: new URL(url, ROOT) }, heading)),
    element("p", { className: "opening" }, ...marked(excerpt)))));
}

// An excerpt is a list of texts, of which every second one is a match.
function marked(excerpt) {
  return excerpt.map((text, i) => (i % 2 ? element("mark", {}, text) : text));
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
