"use strict";
// What the page shows. Offsets of spans are code points, as in the manifest; strings here count UTF-16 units.

const PAIR = /[\ud800-\udbff][\udc00-\udfff]/;

// What the checks of leaks saw.
const LEAKS = { value: "removed in another place", detectors: "found in the output" };

const byId = (id) => document.getElementById(id);

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

class Doc {
  constructor(entry, block, place) {
    this.place = place;
    this.id = entry.id;
    this.input = entry.input ?? entry.id;
    this.status = entry.status;
    this.reason = entry.reason;
    this.detail = entry.detail;
    this.length = entry.length ?? 0;
    this.block = block;
    this.spans = (entry.spans ?? []).map(([start, end, label, score, source, operator], index) => ({
      doc: this, index, start, end, label, score, source, operator, found: true, wrong: false,
    }));
    // What perhaps should not be in the output; the checks may have seen a place twice.
    this.leaks = [];
    for (const [start, end, label, check] of entry.leaks ?? []) {
      const before = this.leaks.at(-1);
      if (before && start < before.end) before.end = Math.max(before.end, end);
      else this.leaks.push({ doc: this, start, end, label, found: false, leak: LEAKS[check] ?? check });
    }
    this.missed = [];
    this.checked = false;
  }

  // The text is read when it is first needed: most documents are never in view.
  content() {
    if (this.parsed === undefined) {
      const [text, replacements] = this.block ? JSON.parse(this.block.textContent) : ["", null];
      this.parsed = { text, replacements, units: unitsOf(text) };
    }
    return this.parsed;
  }

  get text() { return this.content().text; }

  get replacements() { return this.content().replacements; }

  unit(point) {
    const { units } = this.content();
    return units ? units[point] : point;
  }

  point(unit) {
    const { units } = this.content();
    if (!units) return unit;
    let low = 0;
    let high = units.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (units[middle] < unit) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  value(span) { return this.text.slice(this.unit(span.start), this.unit(span.end)); }

  // The state of a document by which it is filtered.
  get state() { return this.reason ? `${this.status}: ${this.reason}` : this.status; }

  get marked() { return this.missed.length > 0 || this.spans.some((span) => span.wrong); }

  // What is drawn over the original: a missed span hides what it was put over.
  shown() {
    if (!this.missed.length && !this.leaks.length) return this.spans;
    const free = (span) => !this.missed.some((mark) => overlap(mark, span));
    const kept = [...this.spans, ...this.leaks].filter(free);
    return [...kept, ...this.missed].sort((a, b) => a.start - b.start);
  }

  // Whether its redacted text is what went out.
  get leaked() { return this.status === "redacted" && this.leaks.length > 0; }

  // What a person says is right.
  gold() {
    return [...this.spans.filter((span) => !span.wrong), ...this.missed].sort((a, b) => a.start - b.start);
  }
}

const overlap = (a, b) => a.start < b.end && b.start < a.end;

// Where each code point begins; null where that is the same as its number.
function unitsOf(text) {
  if (!PAIR.test(text)) return null;
  const starts = new Uint32Array(text.length + 1);
  let point = 0;
  let unit = 0;
  for (const character of text) {
    starts[point++] = unit;
    unit += character.length;
  }
  starts[point] = unit;
  return starts.slice(0, point + 1);
}

function readModel() {
  const model = { docs: [], operators: {}, unsearched: { fields: [], taken_out: {} } };
  const takenBack = new Map();
  for (const block of document.querySelectorAll("script[data-kind]")) {
    const kind = block.dataset.kind;
    if (kind === "text") {
      model.docs.at(-1).block = block;
      continue;
    }
    const entry = JSON.parse(block.textContent);
    if (kind === "job") model.operators = entry.operators;
    else if (kind === "unsearched") model.unsearched = entry;
    else model.docs.push(new Doc(entry, null, model.docs.length));
    if (entry.taken_back) takenBack.set(entry.id, model.docs.at(-1));
  }
  for (const doc of takenBack.size ? model.docs : []) {
    const file = takenBack.get(doc.input);
    if (file && file !== doc && doc.status === "redacted") {
      doc.status = "failed";
      doc.reason = file.reason;
      doc.detail = "the rest of its file could not be read, so nothing of the file is in the output";
    }
  }
  return model;
}

const model = readModel();

function counted(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

const labelCounts = counted(model.docs.flatMap((doc) => doc.spans.map((span) => span.label)));
// The most frequent labels get the colours that differ most.
const palette = [...new Set([...labelCounts.keys()].sort((a, b) => labelCounts.get(b) - labelCounts.get(a))
  .concat(Object.keys(model.operators)))];
const COLOURS = 12;

function colour(label) {
  let place = palette.indexOf(label);
  if (place < 0) place = palette.push(label) - 1;
  return `c${place % COLOURS}`;
}
