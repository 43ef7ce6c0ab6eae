"""A person with a keyboard and nothing else: Tab, Enter, Space, arrows, and typing.

Every Tab shows that the focus can be seen, is not hidden behind something, and goes on through the page in its order.
What has the focus is named as a screen reader names it: by Chromium's own accessibility tree.
"""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser import AccessibilityCheck

MOST_TABS = 150
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
REMEMBER = "addEventListener('focusout', (event) => { window.focusedBefore = event.target }, true)"
# What is wrong with where the focus is. It is drawn; its element is in the window and lies on top somewhere; it stands
# after what had the focus before, unless the page begins anew.
FAULT = """() => {
  const at = document.activeElement, before = window.focusedBefore;
  if (!at || at === document.body) return "";
  const drawn = getComputedStyle(at), box = at.getBoundingClientRect();
  if (drawn.outlineStyle === "none" || parseFloat(drawn.outlineWidth) < 2) return "no outline";
  if (box.width < 1 || box.height < 1) return "no size";
  const points = [[.5, .5], [.1, .5], [.9, .5], [.5, .1], [.5, .9]].map(
    ([x, y]) => [box.left + box.width * x, box.top + box.height * y]);
  const inside = points.filter(([x, y]) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight);
  if (!inside.length) return "outside the window";
  const shown = inside.some(([x, y]) => {
    const top = document.elementFromPoint(x, y);
    return top && (at.contains(top) || top.contains(at) || top.closest("label")?.control === at);
  });
  if (!shown) return "hidden behind something";
  if (!before?.isConnected || before === document.body || at.matches(".skip")) return "";
  const follows = before === at || before.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING;
  return follows ? "" : "stands before what had the focus";
}"""
QUIET = "() => !document.querySelector('.htmx-request, .htmx-settling, .htmx-swapping')"
SAVED = "() => !Object.keys(localStorage).some((name) => name.startsWith('prio:'))"


class Keyboard:
    """Somebody at a page."""

    def __init__(self, page: Page, axe: AccessibilityCheck) -> None:
        self.page = page
        self.axe = axe
        page.add_init_script(REMEMBER)
        # Choosers are caught from now on, not only once one is waited for.
        page.on("filechooser", lambda _: None)
        self._tree = page.context.new_cdp_session(page)
        self._tree.send("Accessibility.enable")

    # ---- where the focus is

    def focused(self) -> tuple[str, str]:
        """Return the role and the name of what has the focus, as Chromium tells them to a screen reader."""
        found = self._tree.send("Runtime.evaluate", {"expression": "document.activeElement"})
        asked = {"objectId": found["result"]["objectId"], "fetchRelatives": False}
        nodes: list[dict[str, Any]] = self._tree.send("Accessibility.getPartialAXTree", asked)["nodes"]
        node = nodes[0]
        name = node.get("name", {}).get("value", "").strip()
        return node.get("role", {}).get("value", ""), name.replace(" ,", ",")

    def tab(self, *, back: bool = False) -> tuple[str, str]:
        """Press Tab, see that the focus is visible and in order, and return what has it."""
        self.page.keyboard.press("Shift+Tab" if back else "Tab")
        at, fault = self.focused(), self.page.evaluate(FAULT)
        assert not fault or (back and "before" in fault), f"{at}: {fault}"
        return at

    def tab_to(self, name: str | re.Pattern[str], role: str = "") -> None:
        """Press Tab until what has the name (and the role) has the focus; begin at the top when the page ends."""
        passed: list[str] = []
        for _ in range(MOST_TABS):
            at = self.tab()
            passed.append(f"{at[0]} {at[1]}")
            same = name.search(at[1]) if isinstance(name, re.Pattern) else at[1] == name
            if same and role in {"", at[0]}:
                return
        raise AssertionError(f"the keyboard does not reach {name!r}; it passed {list(dict.fromkeys(passed))}")

    # ---- what is pressed and typed

    def write(self, name: str | re.Pattern[str], text: str) -> None:
        """Go to a field and write in it, over what stands there."""
        self.tab_to(name, "textbox")
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.type(text)

    def choose(self, name: str) -> None:
        """Go to a group of radio buttons, and with the arrows to the one that has the name."""
        while self.tab()[0] != "radio":
            pass
        for _ in range(10):
            if self.focused()[1] == name:
                self.page.keyboard.press("Space")
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no choice is called {name}")

    def pick(self, label: str, option: str) -> None:
        """Go to a list and write the beginning of one of its options."""
        self.tab_to(label, "combobox")
        self.page.keyboard.type(option)

    def tick(self, name: str | re.Pattern[str]) -> None:
        """Go to a box and tick it."""
        self.tab_to(name, "checkbox")
        self.page.keyboard.press("Space")

    def press(self, name: str | re.Pattern[str], role: str = "") -> None:
        """Go to a button, a link or something that opens, and press Enter; the page stays."""
        self.tab_to(name, role)
        self.page.keyboard.press("Enter")

    def follow(self, name: str | re.Pattern[str], role: str = "", *, to: str) -> None:
        """Go to a link or a button, press Enter, and look at the page where it leads: `to`, a part of its address."""
        self.tab_to(name, role)
        with self.page.expect_navigation(url=re.compile(to)):
            self.page.keyboard.press("Enter")
        self.look()

    def attach(self, name: str | re.Pattern[str], *files: Path) -> None:
        """Go to a field for files, open the chooser with the keyboard and choose."""
        self.tab_to(name)
        with self.page.expect_file_chooser() as opened:
            self.page.keyboard.press("Enter")
        opened.value.set_files([str(file) for file in files])

    # ---- what is seen

    def open(self, address: str) -> None:
        """Go to an address of the site, and look at it."""
        self.page.goto(address)
        self.look()

    def look(self) -> None:
        """See that the page is whole: nothing wider than the window, axe finds nothing, one action is the first."""
        self.page.wait_for_function(QUIET)
        assert self.page.evaluate(SIDEWAYS) == 0, f"{self.page.url} is wider than the window"
        first = self.page.locator("main .button:not(.quiet):visible").all_inner_texts()
        assert len(first) <= 1, f"{self.page.url} has several first actions: {first}"
        assert "None" not in self.page.inner_text("main")
        self.axe(self.page)

    def saved(self) -> None:
        """Wait until the form has nothing left to send."""
        self.page.wait_for_function(SAVED)

    def reads(self, text: str | re.Pattern[str], within: str = "main") -> None:
        """See that a text stands on the page."""
        expect(self.page.locator(within)).to_contain_text(text)

    def sign_in(self, username: str, password: str) -> None:
        """Sign in at the site's own page, which tests of its own look at, and look at home."""
        self.page.goto("/logga-in/")
        self.write("Användarnamn", username)
        self.tab()
        self.page.keyboard.type(password)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.look()
