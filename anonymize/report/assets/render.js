// Documents as elements. Text goes into text nodes only, so that markup in it is shown and never taken for ours.

const PAGE = 100; // documents that are elements at a time
const BLOCK = 300; // characters; originals and redacted texts are aligned by blocks of whole lines
const pages = { first: 0 };
const spanOf = new WeakMap();
const docOf = new WeakMap();
const nearView = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) drawBody(docOf.get(entry.target));
}, { root: byId("documents"), rootMargin: "800px 0px" });

function drawPage() {
  nearView.disconnect();
  pages.first = Math.max(0, Math.min(pages.first, Math.floor((view.docs.length - 1) / PAGE) * PAGE));
  for (const doc of model.docs) doc.card = doc.body = undefined;
  const docs = view.docs.slice(pages.first, pages.first + PAGE);
  byId("list").replaceChildren(...docs.map(drawCard));
  for (const doc of docs) nearView.observe(doc.card);
  byId("opening").hidden = view.docs.length > 0;
  byId("opening").textContent = model.docs.length ? "No document fits the filters." : "There is no document.";
  byId("pager").hidden = view.docs.length <= PAGE;
  byId("page-shown").textContent =
    `Documents ${pages.first + 1}–${pages.first + docs.length} of ${view.docs.length.toLocaleString("en")}`;
  byId("page-before").disabled = pages.first === 0;
  byId("page-after").disabled = pages.first + PAGE >= view.docs.length;
}

function drawCard(doc) {
  const card = make("article", "doc");
  const head = make("header");
  const title = make("h2", "", doc.id);
  title.id = `doc-${doc.place}`;
  title.dir = "auto";
  card.setAttribute("aria-labelledby", title.id);
  card.tabIndex = -1;
  head.append(title, make("span", `status ${doc.status}`, doc.status));
  if (doc.block) head.append(make("span", "count", plural(doc.spans.length, "span")), drawChecked(doc));
  card.append(head);
  if (doc.reason || doc.detail) {
    const why = make("p", "why");
    if (doc.reason) why.append(make("b", "", doc.reason), doc.detail ? ": " : "");
    why.append(doc.detail ?? "");
    card.append(why);
  }
  if (doc.leaked) card.append(make("p", "why alarm", inOutput(doc.leaks.length)));
  doc.card = card;
  docOf.set(card, doc);
  if (doc.block) {
    doc.body = make("div", "body");
    doc.body.style.minHeight = `${Math.ceil(doc.length / 70) * 1.65}em`; // about what it will take
    card.append(doc.body);
  }
  doc.drawn = false;
  return card;
}

function drawChecked(doc) {
  const label = make("label", "checked");
  const box = make("input");
  box.type = "checkbox";
  box.checked = doc.checked;
  box.addEventListener("change", () => setChecked(doc, box.checked));
  label.append(box, " checked");
  return label;
}

function drawBody(doc) {
  if (doc.drawn || !doc.body) return;
  doc.drawn = true;
  nearView.unobserve(doc.card);
  const both = doc.replacements !== null;
  const left = make("div", "side original");
  const right = make("div", "side redacted");
  left.append(make("h3", "", "Original"));
  right.append(make("h3", "", "Redacted"));
  const shown = doc.shown();
  const stayed = shown.flatMap((mark) => (mark.found ? [] : outside(mark, doc.spans)));
  const replaced = stayed.length ? [...doc.spans, ...stayed].sort((a, b) => a.start - b.start) : doc.spans;
  const drawAfter = (span) => (span.found ? drawReplacement(doc, span) : drawLeft(doc, span));
  blocksOf(doc, shown).forEach(([from, to], index) => {
    left.append(drawBlock(doc, from, to, index, pieces(from, to, shown, (span) => drawSpan(doc, span))));
    if (both) right.append(drawBlock(doc, from, to, index, pieces(from, to, replaced, drawAfter)));
  });
  docOf.set(left, doc);
  doc.body.className = both ? "body both" : "body";
  doc.body.replaceChildren(left);
  if (both) doc.body.append(right);
  doc.body.style.minHeight = "";

  // Nodes of a stretch of text: spans by `draw`, what is between them as it is.
  function pieces(from, to, spans, draw) {
    const nodes = [];
    let place = from;
    for (let index = firstAfter(spans, from); index < spans.length && spans[index].start < to; index++) {
      const span = spans[index];
      nodes.push(doc.text.slice(doc.unit(place), doc.unit(span.start)), draw(span));
      place = span.end;
    }
    nodes.push(doc.text.slice(doc.unit(place), doc.unit(to)));
    return nodes.filter((node) => node !== "");
  }
}

// The first of sorted spans that ends behind a place.
function firstAfter(spans, place) {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle].end <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}

// The parts of a mark that no span covers: they stand in the redacted text as they were.
function outside(mark, spans) {
  const parts = [];
  let place = mark.start;
  for (const span of spans) {
    if (span.end <= place || span.start >= mark.end) continue;
    if (span.start > place) parts.push({ ...mark, start: place, end: span.start });
    place = span.end;
  }
  if (place < mark.end) parts.push({ ...mark, start: place });
  return parts;
}

// Stretches of whole lines, in code points; a span is never cut.
function blocksOf(doc, shown) {
  const spans = [...doc.spans, ...shown.filter((span) => !span.found)].sort((a, b) => a.start - b.start);
  const { text } = doc;
  const end = doc.point(text.length);
  const blocks = [];
  let from = 0;
  let next = 0;
  for (let unit = text.indexOf("\n"); unit >= 0; unit = text.indexOf("\n", unit + 1)) {
    const place = doc.point(unit + 1);
    if (place - from < BLOCK || place === end) continue;
    while (next < spans.length && spans[next].end <= place) next++;
    if (spans.slice(next, next + 4).some((span) => span.start < place && place < span.end)) continue;
    blocks.push([from, place]);
    from = place;
  }
  blocks.push([from, end]);
  return blocks;
}

function drawBlock(doc, from, to, index, nodes) {
  const block = make("div", "block");
  block.dir = "auto";
  block.dataset.from = doc.unit(from);
  block.style.setProperty("--row", index + 2);
  block.style.setProperty("--lines", Math.ceil((to - from) / 60)); // about, for those that are not laid out yet
  block.append(...nodes);
  return block;
}

// Thousands of these may be drawn at a time: classes are set at once.
function classes(span, ...more) {
  const names = ["span", colour(span.label), ...more];
  if (!spanShown(span)) names.push("muted");
  if (span === current.span) names.push("current");
  return names.join(" ");
}

function drawSpan(doc, span) {
  const state = span.wrong ? "wrong" : span.leak ? "leak" : span.found ? "" : "missed";
  const mark = make("mark", classes(span, state), doc.value(span));
  mark.dataset.label = span.label;
  mark.tabIndex = span === current.span ? 0 : -1;
  mark.setAttribute("role", "button");
  mark.setAttribute("aria-description", describe(span));
  spanOf.set(mark, span);
  span.element = mark;
  return mark;
}

function drawReplacement(doc, span) {
  const replacement = doc.replacements[span.index];
  const mark = make("mark", classes(span, replacement ? "out" : "out nothing"), replacement);
  if (!replacement.toLowerCase().includes(span.label)) mark.dataset.label = span.label;
  spanOf.set(mark, span);
  span.twin = mark;
  return mark;
}

function drawLeft(doc, part) {
  const mark = make("mark", `span ${part.leak ? "leak" : "missed"} ${colour(part.label)}`, doc.value(part));
  mark.dataset.label = part.label;
  return mark;
}

function describe(span) {
  if (span.leak) return `${span.label}, a possible leak: ${span.leak}`;
  if (!span.found) return `${span.label}, marked as missed`;
  const facts = [span.label, `score ${span.score.toFixed(2)}`, `by ${span.source}`];
  if (span.operator) facts.push(`operator ${span.operator}`);
  if (span.wrong) facts.push("marked as wrong");
  return facts.join(", ");
}

const plural = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
const inOutput = (count) => `${plural(count, "possible leak")} ${count === 1 ? "is" : "are"} in the output`;
