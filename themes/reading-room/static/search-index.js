// The search index: which pages and comments have the words of a search. archive/site/search/bundles.py makes its files
// and says what is in them; docs/search.md explains both. Only the files that a search needs are loaded.

import { stem, words } from "./search-words.js";

const FEW = 5; // with fewer pages than this, beginnings of words count too
const KINDS = [3, 1.5, 1]; // what a match in a title, a text, or a comment is worth
const STEMMED = 0.8, BEGUN = 0.4; // what another form of a word is worth, or a word that it begins
const COMMENTS_IN_TEXTS = 30;
const EXCERPT = 40;

async function read(url, options) {
  const answer = await fetch(url, options);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  if (bytes[0] !== 0x1f) return JSON.parse(new TextDecoder().decode(bytes)); // the host has unpacked it
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
}

// The pages of one year.
class Bundle {
  constructor(root, { name, digest, words: firsts, comments, months }) {
    Object.assign(this, { name, firsts, comments, months, loaded: new Map() });
    this.address = (file) => new URL(`${name}/${file}.json.gz?${digest}`, root);
    this.starts = [0]; // the first unit of each page
    for (const count of comments) this.starts.push(this.starts.at(-1) + 2 + count);
  }

  load(file) {
    if (!this.loaded.has(file)) this.loaded.set(file, read(this.address(file)));
    return this.loaded.get(file);
  }

  // The numbers of the files that have the words from one word to another.
  parts(from, to) {
    const after = this.firsts.findIndex((first) => first > to);
    const last = after < 0 ? this.firsts.length : after;
    return [...Array(last).keys()].filter((at) => at + 1 >= last || this.firsts[at + 1] > from);
  }

  // The units of each word from one word to another that passes a test, with their weights.
  async find(from, to = from, passes = () => true) {
    const found = new Map();
    for (const part of await Promise.all(this.parts(from, to).map((at) => this.load(`words-${at}`))))
      for (const word in part) if (word >= from && word <= to && passes(word)) {
        let unit = 0;
        found.set(word, new Map(part[word].map((posting) => [unit += posting >> 2, 1 + (posting & 3)])));
      }
    return found;
  }

  // The places of a word in each of its units.
  async places(word) {
    const units = (await this.find(word)).get(word).keys();
    const places = (await this.load(`places-${this.parts(word, word)[0]}`))[word];
    const found = new Map();
    let at = 0;
    for (const unit of units) {
      let place = -1 - places[at++];
      const here = [place];
      while (places[at] >= 0) here.push(place += places[at++]);
      found.set(unit, here);
    }
    return found;
  }

  pageOf(unit) {
    let low = 0, high = this.comments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle] <= unit) low = middle; else high = middle - 1;
    }
    return low;
  }

  async pagesWith(name, value) {
    const values = (await this.load("filters"))[name];
    let page = 0;
    return new Set((Object.hasOwn(values, value) ? values[value] : []).map((distance) => page += distance));
  }
}

// One word of a search: in each bundle its units with their weights, and its forms that are in the index.
class Word {
  constructor(text) {
    Object.assign(this, { text, forms: new Set() });
    this.root = stem(text);
  }

  async units(bundle, begun) {
    const units = new Map();
    const begins = begun ? await bundle.find(this.text, `${this.text}\uffff`) : [];
    for (const [word, found] of [...await this.whole(bundle), ...begins]) {
      this.forms.add(word);
      const worth = word === this.text ? 1 : stem(word) === this.root ? STEMMED : BEGUN;
      for (const [unit, weight] of found) units.set(unit, Math.max(units.get(unit) ?? 0, worth * weight));
    }
    return units;
  }

  // The word and its other forms; of a short word, which may be an acronym, only the plural.
  async whole(bundle) {
    const { text, root } = this;
    if (text.length < 4) return new Map([...await bundle.find(text), ...await bundle.find(`${text}s`)]);
    const start = root.replace(/[ei]$/, "");
    return bundle.find(start < text ? start : text, `${start}\uffff`, (word) => word === text || stem(word) === root);
  }
}

// Words in quotation marks: the units where they follow each other.
class Phrase {
  constructor(all) {
    Object.assign(this, { all, forms: new Set(all) });
  }

  async units(bundle) {
    const each = await Promise.all(this.all.map(async (word) => (await bundle.find(word)).get(word)));
    const together = [...each[0]?.keys() ?? []].filter((unit) => each.every((units) => units?.has(unit)));
    if (!together.length) return new Map();
    const [first, ...others] = await Promise.all(this.all.map((word) => bundle.places(word)));
    const follow = (unit) => first.get(unit).some((start) =>
      others.every((places, i) => places.get(unit).includes(start + 1 + i)));
    return new Map(together.filter(follow).map((unit) => [unit, 4]));
  }
}

// What a reader typed: words, "phrases", and -words to leave out.
export function parsed(query) {
  const parts = [];
  for (const [, minus, phrase, plain] of query.matchAll(/(?<!\S)(-?)(?:["“”]([^"“”]*)["“”]?|([^\s"“”]+))|["“”]/g)) {
    const found = words(phrase ?? plain ?? "");
    const each = phrase === undefined || found.length < 2 ? found.map((word) => new Word(word)) : [new Phrase(found)];
    parts.push(...each.map((part) => Object.assign(part, { out: Boolean(minus) })));
  }
  return parts;
}

export class SearchIndex {
  static async open(root) {
    const { filters, bundles } = await read(new URL("bundles.json.gz", root), { cache: "no-cache" });
    return Object.assign(new SearchIndex(), { filters, bundles: bundles.map((each) => new Bundle(root, each)) });
  }

  // Search for `query` among the pages with the values of `filters`; `within` is "posts", "comments", or all.
  // Returns the pages found in `order` ("newest", "oldest", or the best first).
  async search(query, { filters = {}, order = "best", within = "all" } = {}) {
    const { year, ...others } = filters;
    const bundles = this.bundles.filter(({ name }) => !year || name === year);
    const kept = await Promise.all(bundles.map((bundle) => Promise.all(
      Object.entries(others).map(([name, value]) => bundle.pagesWith(name, value)))));
    const parts = parsed(query);
    if (query.trim() && !parts.length) return [];
    let found = [];
    for (const begun of [false, true]) {
      if (begun && (found.length >= FEW || !parts.some((part) => part instanceof Word))) break;
      const units = await Promise.all(bundles.map((bundle) =>
        Promise.all(parts.map((part) => part.units(bundle, begun && !part.out)))));
      const total = bundles.reduce((sum, bundle) => sum + bundle.starts.at(-1), 1);
      const rarity = parts.map((_, i) => Math.log(1 + total / (1 + units.reduce((sum, each) => sum + each[i].size, 0))));
      found = bundles.flatMap((bundle, b) => matches(bundle, parts, units[b], rarity, within)
        .filter(({ page }) => kept[b].every((pages) => pages.has(page))));
    }
    if (order !== "oldest") found.reverse();
    if (order === "best") found.sort((a, b) => b.score - a.score);
    const forms = new Set(parts.filter((part) => !part.out).flatMap((part) => [...part.forms]));
    return found.map((result) => ({ ...result, load: () => shown(result, forms) }));
  }
}

// The pages of a bundle that have every part, oldest first, with the comments that have any.
function matches(bundle, parts, units, rarity, within) {
  const [least, most] = { posts: [0, 1], comments: [2, 2] }[within] ?? [0, 2];
  const pages = new Map();
  const inside = parts.map((part, i) => !part.out && i).filter((i) => i !== false);
  for (const i of inside) for (const [unit, weight] of units[i]) {
    const page = bundle.pageOf(unit);
    const kind = Math.min(unit - bundle.starts[page], 2);
    if (kind < least || kind > most) continue;
    if (!pages.has(page)) pages.set(page, { best: [], units: new Map() });
    const { best, units: scores } = pages.get(page);
    const score = rarity[i] * weight * KINDS[kind];
    best[i] = Math.max(best[i] ?? 0, score);
    scores.set(unit, (scores.get(unit) ?? 0) + score);
  }
  if (!inside.length) bundle.comments.forEach((_, page) => pages.set(page, { best: [], units: new Map() }));
  parts.forEach((part, i) => part.out && units[i].forEach((_, unit) => pages.delete(bundle.pageOf(unit))));
  return [...pages].filter(([, { best }]) => inside.every((i) => best[i])).sort(([a], [b]) => a - b)
    .map(([page, { best, units: scores }]) => ({
      bundle, page, score: best.reduce((sum, each) => sum + each, 0) + Math.max(0, ...scores.values()),
      units: [...scores].sort(([a, x], [b, y]) => y - x || a - b).map(([unit]) => unit - bundle.starts[page]),
    }));
}

// A result with its texts: excerpts of its text and of the comments that match, the best first.
async function shown({ bundle, page, units }, forms) {
  const head = await bundle.load(`texts-${page}`);
  const comments = units.filter((unit) => unit > 1).map((unit) => async () => {
    const part = Math.floor((unit - 2) / COMMENTS_IN_TEXTS);
    const texts = await bundle.load(part ? `texts-${page}-${part}` : `texts-${page}`);
    const [anchor, heading, text] = texts.comments[(unit - 2) % COMMENTS_IN_TEXTS];
    return { url: `${head.url}#${anchor}`, heading, excerpt: excerpt(text, forms) };
  });
  const own = !comments.length || units.some((unit) => unit < 2);
  return { ...head, excerpt: own ? excerpt(head.text, forms) : [], comments };
}

// About 40 words where most of the words searched for are: pieces of text, every second one a match.
export function excerpt(text, forms) {
  const all = text.split(/\s+/).filter(Boolean);
  const hits = all.map((word) => words(word).some((form) => forms.has(form)));
  let start = 0, most = -1, inside = 0;
  hits.forEach((hit, at) => {
    inside += hit - (hits[at - EXCERPT] ?? 0);
    if (inside > most) [most, start] = [inside, at - EXCERPT + 1];
  });
  const first = hits.indexOf(true, Math.max(start, 0));
  start = Math.max(0, Math.min(first < 0 ? 0 : first - 8, all.length - EXCERPT));
  const pieces = [start ? "…" : ""];
  all.slice(start, start + EXCERPT).forEach((word, at) => {
    if (!hits[start + at]) return void (pieces[pieces.length - 1] += `${word} `);
    const [, before, core, after] = /^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/su.exec(word);
    pieces[pieces.length - 1] += before;
    pieces.push(core, `${after} `);
  });
  pieces[pieces.length - 1] = pieces.at(-1).trimEnd() + (start + EXCERPT < all.length ? "…" : "");
  return pieces;
}
