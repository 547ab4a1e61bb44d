// Where one reads in a list of messages: at the end one stays there, elsewhere what is in sight
// stays where it is, and what comes meanwhile is counted.
const NEAR = 60; // px from the end that still are the end

const places = [];
let page;

export function start(shared) {
  page = shared;
  for (const box of document.querySelectorAll(".scroller")) places.push(new Place(box));
}

class Place {
  constructor(box) {
    this.box = box;
    this.log = box.lastElementChild;
    this.button = box.parentElement.querySelector(".newer");
    this.count = 0;
    this.goes = false;
    this.toFirst();
    this.atEnd = isAtEnd(box);
    this.listen();
  }

  listen() {
    let before = this.box.scrollTop;
    this.box.addEventListener("scroll", () => {
      // Only going up is leaving the end; content that grows scrolls nobody anywhere.
      const end = isAtEnd(this.box);
      if (this.box.scrollTop < before - 1 || end) this.atEnd = end;
      if (end && this.count) this.tell(0);
      before = this.box.scrollTop;
    }, { passive: true });
    this.button.addEventListener("click", () => {
      this.toEnd();
      this.box.focus({ preventScroll: true });
    });
    // Pictures come late, and panels take room: whoever was at the end stays there.
    const watch = new ResizeObserver(() => this.atEnd && this.toEnd());
    watch.observe(this.box);
    watch.observe(this.log);
  }

  // A link leads to its message, in the middle. Not by a fragment of the address: to show that, a
  // browser moves the whole page as well.
  toFirst() {
    const at = document.body.dataset.at;
    const wanted = at && this.log.querySelector(`[data-ts="${CSS.escape(at)}"]`)?.closest(".item");
    if (!wanted) return this.toEnd();
    wanted.classList.add("wanted");
    const { top, height } = wanted.getBoundingClientRect();
    const room = Math.max(0, (this.box.clientHeight - height) / 2);
    this.box.scrollTop += top - this.box.getBoundingClientRect().top - room;
  }

  toEnd() {
    this.box.scrollTop = this.box.scrollHeight;
    this.atEnd = true;
    this.tell(0);
  }

  tell(count) {
    this.count = count;
    this.button.hidden = !count;
    this.button.textContent = count === 1 ? "1 new message" : `${count} new messages`;
  }

  // What is to be done after a change so that one stays where one was.
  hold() {
    const atEnd = isAtEnd(this.box);
    this.atEnd = atEnd;
    const seen = atEnd ? null : firstInSight(this.box);
    const at = seen?.getBoundingClientRect().top;
    return () => {
      if (atEnd || this.goes) this.toEnd();
      else if (seen) this.restore(seen, at);
      this.goes = false;
    };
  }

  restore(seen, at) {
    const there = seen.isConnected ? seen : document.getElementById(seen.id);
    if (there) this.box.scrollTop += there.getBoundingClientRect().top - at;
  }
}

export function withoutJump(change) {
  const releases = places.map((place) => place.hold());
  change();
  for (const release of releases) release();
}

// One sees what one has just written, wherever one was; what others write is only told.
export function arrived(item) {
  const place = places.find(({ log }) => log === item.parentElement);
  if (!place) return;
  if (isMine(item)) place.goes = document.hasFocus();
  else if (!place.atEnd) place.tell(place.count + 1);
}

export function isMine(item) {
  return item.querySelector("[data-author]")?.dataset.author === page.user;
}

export function toEndOf(box) {
  places.find((place) => place.box === box)?.toEnd();
}

export function isAtEnd(box) {
  return box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
}

// Looked for by halving: the work does not grow with the messages.
function firstInSight(box) {
  const edge = box.getBoundingClientRect().top;
  const lists = [...box.children].filter((one) => one.matches(".log"));
  let list = firstBelow(lists, edge);
  while (list && !list.firstElementChild) list = list.nextElementSibling;
  return list && firstBelow(list.children, edge);
}

function firstBelow(elements, edge) {
  let low = 0;
  let high = elements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (elements[middle].getBoundingClientRect().bottom > edge) high = middle;
    else low = middle + 1;
  }
  return elements[low];
}
