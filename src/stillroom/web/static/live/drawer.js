// Opens the other pages beside the screen, in a drawer. Each keeps its address, where it is a page of its own.

const drawer = document.getElementById("drawer");
const place = drawer?.querySelector(".place");
const links = [...document.querySelectorAll("#menu a[data-place]")];
const places = new Set(links.map((link) => link.pathname));
let opener = null;
let left = Promise.resolve(); // kept when the address is that of the screen again

const isPlace = (address) => places.has(address.pathname) && address.origin === location.origin;

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

/** Show the page that *answer* brings; the browser loads what is no page of ours. */
async function show(answer, hash = "", isNew = !drawer.open) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = page.querySelector("main.page");
  if (!main) return void location.assign(answer.url);
  await loadWhatItNeeds(main);
  main.querySelectorAll("#offline, noscript, [data-part=notice], [data-leads-back]").forEach((each) => each.remove());
  if (!drawer.open) drawer.showModal();
  place.replaceChildren(...[...main.childNodes].map((node) => document.adoptNode(node)));
  history[isNew ? "pushState" : "replaceState"](null, "", answer.url + hash); // Back leads to the screen
  document.title = page.title;
  const target = hash && place.querySelector(`#${CSS.escape(hash.slice(1))}`);
  if (target) target.scrollIntoView();
  else drawer.scrollTop = 0;
  place.focus({ preventScroll: true });
}

async function open(address, from = document.activeElement, isNew = !drawer.open) {
  if (!drawer.open) opener = from;
  await left;
  try {
    await show(await fetch(address.pathname + address.search), address.hash, isNew);
  } catch {
    location.assign(address.href); // the browser says what is the matter
  }
}

function send(form, button) {
  const fields = new FormData(form, button);
  if (form.method === "get") return open(new URL(`?${new URLSearchParams(fields)}`, form.action));
  const body = form.enctype === "multipart/form-data" ? fields : new URLSearchParams(fields);
  return fetch(form.action, { method: "POST", body }).then((answer) => show(answer), () => form.submit());
}

/** Close it at once, and not when the browser tells of it: a key may open another page before. */
function close() {
  if (!place.firstChild) return; // it is closed already
  drawer.close();
  place.replaceChildren();
  document.title = document.querySelector("[data-exercise]").dataset.title;
  if (isPlace(new URL(location.href))) {
    left = new Promise((end) => { addEventListener("popstate", end, { once: true }); });
    history.back();
  }
  if (opener?.isConnected) opener.focus();
}

export function followDrawer() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.download || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const address = new URL(link.href);
    const isHere = address.pathname === location.pathname && address.search === location.search && address.hash;
    if (isPlace(address) && !(drawer.open && isHere)) {
      event.preventDefault();
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
  drawer.addEventListener("close", () => { if (!drawer.open) close(); });
  addEventListener("popstate", () => {
    const address = new URL(location.href);
    if (isPlace(address)) open(address, opener, false);
    else if (drawer.open) close();
  });
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey) return;
    const link = links.find((each) => `Key${each.dataset.key.toUpperCase()}` === event.code);
    if (!link) return;
    event.preventDefault();
    open(new URL(link.href));
  });
}
