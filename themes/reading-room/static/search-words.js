// Words as the search index has them, and their stems. words() does exactly what archive/site/search/words.py does.

const MARKS = /[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+/g;
const LEFT_OUT = /(?<=[\p{L}\p{N}_])['’ʼ＇](?=[\p{L}\p{N}_])|(?<=\p{Nd}),(?=\p{Nd}{3}(?!\p{Nd}))/gu;

export function words(text) {
  const plain = text.toLowerCase().normalize("NFKD").replace(MARKS, "");
  return plain.replaceAll("&", " and ").replace(LEFT_OUT, "").match(/[\p{L}\p{N}]+/gu) ?? [];
}

// The Snowball stemmer for English ("Porter 2"): https://snowballstem.org/algorithms/english/stemmer.html
const KEPT = ["atlas", "cosmos", "bias", "andes", "news", "howe", "sky", "inning", "outing", "canning", "herring",
  "earring", "evening", "proceed", "exceed", "succeed"];
const SINGLE = {
  ...Object.fromEntries(KEPT.map((word) => [word, word])), skis: "ski", skies: "sky", dying: "die", lying: "lie",
  tying: "tie", idly: "idl", gently: "gentl", ugly: "ugli", early: "earli", only: "onli", singly: "singl",
};
const STEP_2 = {
  ization: "ize", ational: "ate", fulness: "ful", ousness: "ous", iveness: "ive", tional: "tion", biliti: "ble",
  lessli: "less", entli: "ent", ation: "ate", alism: "al", aliti: "al", ousli: "ous", iviti: "ive", fulli: "ful",
  enci: "ence", anci: "ance", abli: "able", izer: "ize", ator: "ate", alli: "al", ogist: "og", bli: "ble",
};
const STEP_3 = {
  ational: "ate", tional: "tion", alize: "al", icate: "ic", iciti: "ic", ical: "ic", ful: "", ness: "",
};
const STEP_4 = /(?:ement|ance|ence|able|ible|ment|ant|ent|ism|ate|iti|ous|ive|ize|al|er|ic|(?<=[st])ion)$/;
const SHORT = /^(?:[aeiouy][^aeiouy]|.*[^aeiouy][aeiouy][^aeiouywxY])$/;

const region = (word) => word.length - (/^.*?[aeiouy][^aeiouy](.*)$/.exec(word)?.[1].length ?? 0);

function replaced(word, table, from) {
  const end = Object.keys(table).find((each) => word.endsWith(each));
  return end && word.length - end.length >= from ? word.slice(0, -end.length) + table[end] : word;
}

export function stem(word) {
  if (word.length < 3 || !/^[a-z]+$/.test(word)) return word;
  if (Object.hasOwn(SINGLE, word)) return SINGLE[word];
  let it = word.replace(/^y|(?<=[aeiouy])y/g, "Y");
  const special = /^(?:arsen|commun|emerg|gener|inter|later|organ|past|univers)/.exec(it);
  const first = special ? special[0].length : region(it);
  const second = first + region(it.slice(first));
  it = it.replace(/sses$/, "ss").replace(/(.)(?:ied|ies)$/, (_, before, at) => before + (at ? "i" : "ie"));
  it = it.replace(/([aeiouy].*[^us])s$/, "$1");
  if (/eed(?:ly)?$/.test(it)) {
    if (it.search(/eed(?:ly)?$/) >= first && !/^(?:proc|exc|succ)eed/.test(it)) it = it.replace(/eed(?:ly)?$/, "ee");
  } else if (/[aeiouy].*(?:ed|ing)(?:ly)?$/.test(it)) {
    it = it.replace(/(?:ed|ing)(?:ly)?$/, "");
    if (/(?:at|bl|iz)$/.test(it)) it += "e";
    else if (/(?<!^[aeo])(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(it)) it = it.slice(0, -1);
    else if (first >= it.length && SHORT.test(it)) it += "e";
  }
  it = it.replace(/(.[^aeiouy])[yY]$/, "$1i");
  it = replaced(it, STEP_2, first);
  if (/ogi$/.test(it) && it.length - 3 >= first) it = it.replace(/logi$/, "log");
  if (/[cdeghkmnrt]li$/.test(it) && it.length - 2 >= first) it = it.slice(0, -2);
  it = replaced(it, STEP_3, first);
  if (/ative$/.test(it) && it.length - 5 >= second) it = it.slice(0, -5);
  const end = STEP_4.exec(it);
  if (end && end.index >= second) it = it.slice(0, end.index);
  if (it.endsWith("e")) {
    const at = it.length - 1;
    if (at >= second || (at >= first && !SHORT.test(it.slice(0, -1)))) it = it.slice(0, -1);
  } else if (it.endsWith("ll") && it.length - 1 >= second) it = it.slice(0, -1);
  return it.toLowerCase();
}
