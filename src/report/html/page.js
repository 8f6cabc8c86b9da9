"use strict";
const refreshed = document.querySelector("meta[http-equiv=refresh]");
for (const table of document.querySelectorAll("table[data-filter]")) {
  const body = table.tBodies[0];
  const input = document.createElement("input");
  input.type = "search";
  input.placeholder = "Filter " + table.dataset.filter;
  input.setAttribute("aria-label", input.placeholder);
  const filter = () => {
    const wanted = input.value.toLowerCase();
    for (const row of body.rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  };
  input.addEventListener("input", filter);
  table.parentElement.before(input);
  if (!refreshed) continue;
  // What is typed survives the page being asked for again.
  const kept = new URLSearchParams(location.hash.slice(1)).get(table.dataset.filter);
  input.value = kept || "";
  filter();
  input.addEventListener("input", () => {
    const all = new URLSearchParams(location.hash.slice(1));
    all.set(table.dataset.filter, input.value);
    history.replaceState(null, "", "#" + all);
  });
}
for (const table of document.querySelectorAll("table")) {
  if (!table.tHead) continue;
  const body = table.tBodies[0];
  [...table.tHead.rows[0].cells].forEach((head, at) => {
    const button = document.createElement("button");
    button.textContent = head.textContent;
    head.replaceChildren(button);
    const first = [...body.rows];
    let clicks = 0;
    button.addEventListener("click", () => {
      const text = (row) => row.cells[at].textContent.trim();
      const rows = [...first];
      const order = ["ascending", "descending", null][clicks++ % 3];
      if (order) rows.sort((a, b) => text(a).localeCompare(text(b), undefined, { numeric: true }));
      if (order === "descending") rows.reverse();
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      // The third time the rows stand as they stood at first, where what weighs most is above.
      if (order) head.setAttribute("aria-sort", order);
      body.append(...rows);
    });
  });
}
for (const note of document.querySelectorAll("[data-written]")) {
  const age = (Date.now() - Date.parse(note.dataset.written)) / 1000;
  note.hidden = age <= Number(note.dataset.oldAfter);
}
for (const typed of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    const text = typed.textContent;
    let copied = false;
    try {
      await navigator.clipboard.writeText(text);
      copied = true;
    } catch {
      // A page of a file, or without the right to the clipboard: what is selected can still be copied.
      getSelection().selectAllChildren(typed);
      copied = document.execCommand("copy");
    }
    button.textContent = copied ? "Copied" : "Selected";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
  typed.after(button);
}
