// What is shown of it: by label, score, source, state of the document and its name.

const filters = {
  labels: new Set(), sources: new Set(), states: new Set(), // what is NOT shown
  lowest: 0, highest: 100, query: "",
};
const FIRST_BELOW = 0.8;
const FIRST_SHOWN = 50;

const view = { docs: [], spans: null };

function spanShown(span) {
  if (filters.labels.has(span.label)) return false;
  if (!span.found) return true;
  const score = Math.round(span.score * 10000);
  return !filters.sources.has(span.source) && score >= filters.lowest * 100 && score <= filters.highest * 100;
}

const filtersSpans = () =>
  filters.labels.size > 0 || filters.sources.size > 0 || filters.lowest > 0 || filters.highest < 100;

function docShown(doc) {
  if (filters.states.has(doc.state)) return false;
  if (filters.query && !doc.id.toLowerCase().includes(filters.query)) return false;
  return !filtersSpans() || doc.shown().some(spanShown);
}

function applyFilters() {
  view.docs = model.docs.filter(docShown);
  view.spans = null;
  byId("reset").hidden = !filtersSpans() && !filters.states.size && !filters.query;
}

// All spans that j and k go through, in the order of the documents.
function reel() {
  view.spans ??= view.docs.flatMap((doc) => doc.shown().filter(spanShown));
  return view.spans;
}

function resetFilters() {
  for (const hidden of [filters.labels, filters.sources, filters.states]) hidden.clear();
  Object.assign(filters, { lowest: 0, highest: 100, query: "" });
  byId("query").value = "";
  byId("lowest").value = 0;
  byId("highest").value = 100;
}

// A list of check boxes, each with a count, and a button that leaves only its own on.
function drawChoices(list, counts, hidden, decorate) {
  list.replaceChildren(...[...counts].map(([name, count]) => {
    const item = make("li");
    const label = make("label");
    const box = make("input");
    box.type = "checkbox";
    box.checked = !hidden.has(name);
    box.addEventListener("change", () => {
      if (box.checked) hidden.delete(name);
      else hidden.add(name);
      refresh();
    });
    label.append(box, decorate(name), make("span", "count", count.toLocaleString("en")));
    const only = make("button", "only", "only");
    only.type = "button";
    only.setAttribute("aria-label", `Show only ${name}`);
    only.addEventListener("click", () => {
      hidden.clear();
      for (const other of counts.keys()) if (other !== name) hidden.add(other);
      refresh();
    });
    item.append(label, only);
    return item;
  }));
}

const bySize = (counts) => new Map([...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)));

function drawLabels() {
  const counts = new Map(labelCounts);
  for (const doc of model.docs) for (const { label } of doc.missed) counts.set(label, (counts.get(label) ?? 0) + 1);
  drawChoices(byId("labels"), bySize(counts), filters.labels, (name) => make("span", `chip ${colour(name)}`, name));
}

// What was found does not change: it is counted once.
const sourceCounts = bySize(counted(model.docs.flatMap((doc) => doc.spans.map((span) => span.source))));
const stateCounts = bySize(counted(model.docs.map((doc) => doc.state)));
const bins = Array(10).fill(0);
for (const doc of model.docs) {
  for (const { score } of doc.spans) bins[Math.max(0, Math.min(9, Math.floor(score * 10)))] += 1;
}

function drawFilters() {
  drawLabels();
  drawChoices(byId("sources"), sourceCounts, filters.sources, (name) => make("span", "name", name));
  const state = (name) => make("span", `status ${name.split(":")[0]}`, name);
  drawChoices(byId("statuses"), stateCounts, filters.states, state);
  byId("lowest-shown").textContent = (filters.lowest / 100).toFixed(2);
  byId("highest-shown").textContent = (filters.highest / 100).toFixed(2);
  drawHistogram();
}

function drawHistogram() {
  const most = Math.max(1, ...bins);
  byId("histogram").setAttribute("aria-label", `Spans by score, in tenths from 0 to 1: ${bins.join(", ")}`);
  byId("histogram").replaceChildren(...bins.map((count, place) => {
    const bar = make("i");
    // The square root keeps a few doubtful spans visible beside thousands of certain ones.
    bar.style.height = count ? `${Math.max(6, 100 * Math.sqrt(count / most))}%` : "0";
    bar.title = `${(place / 10).toFixed(1)}–${((place + 1) / 10).toFixed(1)}: ${count}`;
    bar.className = place * 10 + 10 > filters.lowest && place * 10 <= filters.highest ? "" : "outside";
    return bar;
  }));
}
