"""What people do who have no pointer: they go on by the tabulator, and type."""

from playwright.sync_api import Locator, Page, expect

TABS = 120  # more than any page takes from its top to its bottom
HAS_FOCUS = "element => element === document.activeElement"


def reach(page: Page, there: Locator) -> None:
    """Go on by the tabulator until it has the focus."""
    page.wait_for_load_state()
    expect(there).to_be_visible()
    for _ in range(TABS):
        if there.evaluate(HAS_FOCUS):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{there} is reached by no key")


def follow(page: Page, there: Locator) -> None:
    reach(page, there)
    page.keyboard.press("Enter")


def write(page: Page, there: Locator, words: str) -> None:
    """Type into a field, or the beginning of what is to be chosen from a list."""
    reach(page, there)
    page.keyboard.type(words)


def rewrite(page: Page, there: Locator, words: str) -> None:
    """Type in place of what stands in a field."""
    reach(page, there)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(words)


def tick(page: Page, there: Locator) -> None:
    reach(page, there)
    page.keyboard.press("Space")


def walk_to(page: Page, row: Locator) -> None:
    """Go down the rows until one of them has the focus."""
    page.wait_for_load_state()
    for _ in range(TABS):
        page.keyboard.press("j")
        if row.evaluate("row => row.contains(document.activeElement)"):
            return
    raise AssertionError(f"{row} is walked to by no key")


def choose(page: Page, there: Locator) -> None:
    """Of several, of which one has the focus at a time, by arrow."""
    page.wait_for_load_state()
    name = there.get_attribute("name")
    for _ in range(TABS):
        if page.evaluate("document.activeElement.name") == name:
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _ in range(5):
        if there.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{there} is chosen by no arrow")
