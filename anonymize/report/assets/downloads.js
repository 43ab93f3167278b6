// What the reader takes away: labelled documents, values to deny and values to allow.

const LONE = /\p{Surrogate}/gu;
// Half of a surrogate pair has no place in UTF-8; one character for one, so that offsets hold.
const whole = (text) => text.replace(LONE, "\ufffd");

const corrected = () => model.docs.filter((doc) => doc.block && (doc.marked || doc.checked));

// The form of the gold set; see datasets_custom/gold. `labels` is what the texts were searched for.
function goldLines() {
  const labels = Object.keys(model.operators);
  return corrected().map((doc) => `${JSON.stringify({
    id: doc.id,
    labels: [...new Set([...labels, ...doc.gold().map((span) => span.label)])].sort(),
    text: whole(doc.text),
    spans: doc.gold().map(({ start, end, label }) => ({ start, end, label })),
  })}\n`);
}

const valueOf = (span) => whole(span.doc.value(span)).replace(SPACES, " ").replace(EDGES, "");

// In a file of terms # begins a remark, which is refused behind a value, and NUL is in none.
const fitsTerms = (value) => !/(^| )#(?!\d)|^#|\0/.test(value);

function denied() {
  const all = model.docs.flatMap((doc) => doc.missed.map((span) => [valueOf(span), span.label]));
  const lines = [...new Set(all.filter(([value]) => fitsTerms(value)).map((pair) => pair.join("\t")))];
  return { lines, left: all.filter(([value]) => !fitsTerms(value)).length };
}

// Values that were wrong wherever they were found, and those that were right elsewhere: to allow these would
// let them stand there, too.
function allowed() {
  const wrong = new Map();
  for (const doc of model.docs) {
    for (const span of doc.spans) {
      if (!span.wrong || doc.missed.some((mark) => overlap(mark, span))) continue;
      const value = valueOf(span);
      wrong.set(value.toLowerCase(), { value, right: 0 });
    }
  }
  if (!wrong.size) return [];
  for (const doc of model.docs) {
    for (const span of doc.gold()) {
      const entry = wrong.get(valueOf(span).toLowerCase());
      if (entry) entry.right += 1;
    }
  }
  return [...wrong.values()];
}

// A JSON string is one of YAML, once what YAML takes for unprintable is escaped.
const yaml = (value) =>
  JSON.stringify(value).replace(/[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

function allowLines() {
  return allowed().map(({ value, right }) => (right
    ? `  # - ${yaml(value)}  # found rightly ${plural(right, "time")} elsewhere\n`
    : `  - ${yaml(value)}\n`));
}

function save(name, type, parts) {
  const link = make("a");
  link.href = URL.createObjectURL(new Blob(parts, { type: `${type};charset=utf-8` }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

function saveGold() {
  const lines = goldLines();
  save("corrections.jsonl", "application/x-ndjson", lines);
  unsaved.marks = false;
  drawTotals();
  say(`${plural(lines.length, "document")} in corrections.jsonl. It holds the original texts.`);
}

function saveDeny() {
  const { lines, left } = denied();
  save("deny.txt", "text/plain", lines.map((line) => `${line}\n`));
  say(`${plural(lines.length, "value")} in deny.txt.${left ? ` ${left} left out: # begins a remark there; list them in the configuration.` : ""}`);
}

function saveAllow() {
  const lines = allowLines();
  const some = lines.some((line) => line.startsWith("  - "));
  const remark = "# Values marked as wrong in a review. Copy them to your configuration, or name this file with --config.\n";
  save("allow.yaml", "application/yaml", [remark, some ? "allow:\n" : "allow: []\n", ...lines]);
  const left = lines.filter((line) => line.startsWith("  #")).length;
  say(`${plural(lines.length - left, "value")} in allow.yaml.${left ? ` ${left} only as a remark: found rightly elsewhere.` : ""}`);
}

function drawTotals() {
  const spans = model.docs.reduce((sum, doc) => sum + doc.spans.length, 0);
  const parts = [plural(model.docs.length, "document"), plural(spans, "span")];
  for (const status of ["withheld", "failed"]) {
    const count = model.docs.filter((doc) => doc.status === status).length;
    if (count) parts.push(`${count.toLocaleString("en")} ${status}`);
  }
  const leaks = model.docs.reduce((sum, doc) => sum + (doc.leaked ? doc.leaks.length : 0), 0);
  if (leaks) parts.push(inOutput(leaks));
  const wrong = model.docs.reduce((sum, doc) => sum + doc.spans.filter((span) => span.wrong).length, 0);
  const missed = model.docs.reduce((sum, doc) => sum + doc.missed.length, 0);
  const checked = model.docs.filter((doc) => doc.checked).length;
  if (wrong) parts.push(`${wrong} marked wrong`);
  if (missed) parts.push(`${missed} marked missed`);
  if (checked) parts.push(`${checked} checked`);
  byId("totals").textContent = parts.join(" · ");
  const ready = corrected().length;
  byId("save-gold").disabled = !ready;
  byId("save-gold").textContent = `Download corrections${ready ? ` (${ready})` : ""}`;
  byId("save-gold").classList.toggle("unsaved", ready > 0 && unsaved.marks);
  byId("save-deny").disabled = !missed;
  byId("save-allow").disabled = !model.docs.some((doc) =>
    doc.spans.some((span) => span.wrong && !doc.missed.some((mark) => overlap(mark, span))));
  byId("undo").disabled = !history_.length;
}
