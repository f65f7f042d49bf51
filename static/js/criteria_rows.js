// Rows of conditions, questions and answers in the administration: each fact offers the comparisons that fit it and the
// values there are, and rows that name each other may be named by their texts.

const PLACEHOLDERS = { duration: "2 hours", number: "3", text: "One word or phrase on each line" };
const MANY = ["is one of", "is none of", "contain any of", "contain all of", "contain none of"];

const facts = document.querySelector(".criteria-facts");
const beside = (input, name) => input.form.elements[input.name.replace(/[a-z_]+$/, name)];
const all = (form, end) => [...form.elements].filter((input) => input.name?.endsWith(end) && !input.name.includes("__prefix__"));

// The fact that a row compares: its own, or that of the question it answers. Nothing where it compares none.
function factOf(operator) {
  const own = beside(operator, "fact");
  if (own) return own.value;
  const named = beside(operator, "question").value;
  const key = all(operator.form, "-key").find((input) => input.name.startsWith("questions-") && input.value === named);
  return key ? beside(key, "fact").value : "";
}

function fit(operator) {
  const fact = factOf(operator);
  const fitting = fact ? facts.getAttribute(`data-operators-${fact}`)?.split("|") : beside(operator, "fact") ? null : [];
  for (const option of operator.options) {
    const fits = !fitting || !option.value || fitting.includes(option.value);
    option.hidden = option.disabled = !fits && !option.selected;
  }
  if (!beside(operator, "fact")) operator.options[0].text = fact ? "otherwise" : "---------";
  offer(operator, fact);
}

// A list of the values there are, which puts the one chosen into the field.
function offer(operator, fact) {
  const value = beside(operator, "value");
  const known = operator.value === "is known" ? document.getElementById("values-known") : document.getElementById(`values-${fact}`);
  value.placeholder = PLACEHOLDERS[facts.getAttribute(`data-kind-${fact}`)] ?? "";
  let list = value.parentElement.querySelector("select.criteria-values");
  if (!list) {
    list = document.createElement("select");
    list.className = "criteria-values";
    list.setAttribute("aria-label", "Choose a value");
    list.addEventListener("change", () => take(value, list, beside(operator, "operator")));
    value.before(list);
  }
  list.replaceChildren(new Option("Choose…", ""), ...[...(known?.options ?? [])].map((option) => new Option(option.text, option.value)));
  // An answer that compares nothing has no value; what is filled in stays in sight.
  value.hidden = !beside(operator, "fact") && !operator.value && !value.value;
  list.hidden = value.hidden || !known?.options.length;
}

function take(value, list, operator) {
  const several = MANY.includes(operator.value) && value.value.trim();
  value.value = several ? `${value.value.trim()}\n${list.value}` : list.value;
  list.value = "";
  value.dispatchEvent(new Event("input", { bubbles: true }));
}

// Whoever types the text of a question or an outcome means it; whatever else is typed becomes a short name.
function named(input) {
  const typed = input.value.trim().toLowerCase();
  const texts = [...all(input.form, "-text"), ...all(input.form, "-name").filter((name) => name.name.startsWith("outcomes-"))];
  const meant = texts.find((text) => text.value.trim().toLowerCase() === typed);
  const key = meant && beside(meant, "key").value;
  input.value = key || typed.normalize("NFD").replace(/[^a-z0-9_\s-]/g, "").trim().replace(/[\s-]+/g, "-").slice(0, 80);
}

// An answer most often belongs to the question of the row above.
function belongs(label) {
  const question = beside(label, "question");
  if (question.value || label.value) return;
  const rows = all(label.form, "-question");
  const above = rows[rows.indexOf(question) - 1]?.value;
  question.value = above || all(label.form, "-key").find((key) => key.name.startsWith("questions-"))?.value || "";
  label.addEventListener("blur", () => !label.value && (question.value = ""), { once: true });
}

// An outcome asks for a team only where it hands over, and for a time only where it watches; what is filled in stays.
const ASKED_FOR = { team: "hand over", handoff_type: "hand over", monitor_for: "monitor" };

function fitOutcome(ending) {
  for (const [name, meant] of Object.entries(ASKED_FOR)) {
    const field = beside(ending, name);
    const box = field?.closest(".fieldBox")?.parentElement; // with what helps to fill it in
    if (box) box.hidden = ending.value !== meant && !field.value;
  }
}

export function fitRows(form) {
  const refit = () => {
    if (facts) all(form, "-operator").forEach(fit);
    all(form, "-ending").forEach(fitOutcome);
  };
  form.addEventListener("change", (event) => {
    const { name = "" } = event.target;
    if (/^answers-\d+-(question|then)$/.test(name)) named(event.target);
    if (/-(fact|question|key|text|operator|ending)$/.test(name)) refit();
  });
  form.addEventListener("focusin", (event) => {
    if (!/^answers-\d+-label$/.test(event.target.name ?? "")) return;
    belongs(event.target);
    refit();
  });
  form.addEventListener("focusout", (event) => /^answers-\d+-label$/.test(event.target.name ?? "") && refit());
  document.addEventListener("formset:added", refit);
  refit();
}
