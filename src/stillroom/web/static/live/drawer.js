// Opens the other pages beside the screen, in a drawer. Each keeps its address, where it is a page of its own.

const drawer = document.getElementById("drawer");
const place = drawer?.querySelector(".place");
const lost = drawer?.querySelector("[data-lost]");
const links = [...document.querySelectorAll("#menu a[data-place]")];
const places = new Set(links.map((link) => link.pathname));
let isOpen = false;
let opener = null;
let latest = 0; // what was asked for last: an answer to what was asked before comes too late
let left = Promise.resolve(); // kept when the address is that of the screen again
let arrive = null; // keeps it
const later = []; // what waits for that

const isPlace = (address) => places.has(address.pathname) && address.origin === location.origin;

/** Do what needs the address of the screen: at once, or when no drawer has taken its place. */
export function onTheScreen(act) {
  if (isOpen || arrive) later.push(act);
  else act();
}

const doWhatWaits = () => later.splice(0).forEach((act) => act());

/** Scripts and styles that a page brings are loaded once; those of a document that was parsed do nothing. */
async function loadWhatItNeeds(main) {
  const loaded = [];
  for (const found of main.querySelectorAll("script[src], link[rel=stylesheet]")) {
    found.remove();
    const [name, value] = found.src ? ["src", found.src] : ["href", found.href];
    if (document.querySelector(`head [${name}="${CSS.escape(new URL(value).pathname)}"]`)) continue;
    const added = document.createElement(found.localName);
    if (found.rel) added.rel = found.rel;
    added.setAttribute(name, new URL(value).pathname);
    loaded.push(new Promise((end) => { added.onload = added.onerror = end; }));
    document.head.append(added);
  }
  await Promise.all(loaded);
}

function begin() {
  if (!isOpen) drawer.showModal();
  isOpen = true;
}

function goTo(hash) {
  const target = hash && place.querySelector(`#${CSS.escape(hash.slice(1))}`);
  if (target) target.scrollIntoView();
  else drawer.scrollTop = 0;
}

/** Put *address* upon that of the screen, which Back leads to, or in the place of another page's. */
function keepAddress(address) {
  if (!isPlace(address)) return; // of a form that was refused
  const way = isPlace(location) ? "replaceState" : "pushState";
  history[way]({ screen: history.state?.screen ?? location.search }, "", address);
}

/** Show the page that *answer* brings, if nothing else is wanted by then. */
async function show(answer, hash, isWanted) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = page.querySelector("main:not(.screen)");
  if (main) await loadWhatItNeeds(main);
  await left;
  if (!isWanted()) return;
  if (!main) return void location.assign(answer.url);
  main.querySelectorAll("#offline, noscript, [data-part=notice], [data-leads-back]").forEach((each) => each.remove());
  begin();
  lost.hidden = true;
  place.replaceChildren(...[...main.childNodes].map((node) => document.adoptNode(node)));
  keepAddress(new URL(answer.url + hash));
  document.title = page.title;
  goTo(hash);
  place.focus({ preventScroll: true });
}

/** Say that there is no answer; what is shown stays. What changes nothing can be asked for again. */
function sayLost(address = null) {
  begin();
  lost.hidden = false;
  const again = lost.querySelector("a");
  again.hidden = address === null;
  again.href = address?.href ?? "";
  drawer.scrollTop = 0;
}

/** Show what *request* is answered with; *address* is that of a page. */
async function ask(request, address = null) {
  const turn = latest += 1;
  const isWanted = () => turn === latest;
  try {
    await show(await request(), address?.hash ?? "", isWanted);
  } catch {
    await left;
    if (isWanted()) sayLost(address);
  }
}

function open(address, from = document.activeElement) {
  if (!isOpen) opener = from;
  return ask(() => fetch(address.pathname + address.search), address);
}

function send(form, button) {
  const fields = new FormData(form, button);
  if (form.method === "get") return open(new URL(`?${new URLSearchParams(fields)}`, form.action));
  const body = form.enctype === "multipart/form-data" ? fields : new URLSearchParams(fields);
  return ask(() => fetch(form.action, { method: "POST", body }));
}

/** Close it at once, and not when the browser tells of it: a key may open another page before. */
function close() {
  latest += 1;
  if (!isOpen) return;
  isOpen = false;
  drawer.close();
  place.replaceChildren();
  lost.hidden = true;
  document.title = document.querySelector("[data-exercise]").dataset.title;
  if (isPlace(location)) {
    left = new Promise((end) => { arrive = end; });
    history.back();
  } else doWhatWaits();
  if (opener?.isConnected) opener.focus();
}

export function followDrawer() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.download || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const address = new URL(link.href);
    const isHere = isOpen && address.pathname === location.pathname && address.search === location.search;
    if (isPlace(address)) {
      event.preventDefault();
      if (isHere && address.hash) {
        keepAddress(address);
        return goTo(address.hash);
      }
      document.getElementById("menu").hidePopover();
      open(address, link.closest("#menu") ? document.querySelector("[popovertarget=menu]") : link);
    } else if (drawer.contains(link) && address.pathname === "/") {
      event.preventDefault();
      close();
    }
  });
  drawer.addEventListener("submit", (event) => {
    if (event.target.matches("[data-answer-form]")) return; // it answers in place by itself
    event.preventDefault();
    send(event.target, event.submitter);
  });
  drawer.addEventListener("click", (event) => {
    if (event.target === drawer || event.target.closest("[data-close-drawer]")) close();
  });
  drawer.addEventListener("cancel", (event) => { event.preventDefault(); close(); });
  drawer.addEventListener("close", () => { if (isOpen && !drawer.open) close(); }); // by the browser itself
  drawer.addEventListener("unanswered", () => sayLost());
  drawer.addEventListener("answered", () => { lost.hidden = true; });
  addEventListener("popstate", () => {
    if (arrive) {
      arrive();
      arrive = null;
      doWhatWaits();
    } else if (isPlace(location)) open(new URL(location), opener);
    else close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") latest += 1; // what is under way is not wanted any more
    if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey) return;
    const link = links.find((each) => `Key${each.dataset.key.toUpperCase()}` === event.code);
    if (!link) return;
    event.preventDefault();
    open(new URL(link.href));
  });
}
