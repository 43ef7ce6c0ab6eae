"""A program of its own: the pages of a PDF, and a new PDF of some of them. It runs within limits (limits.py).

    python pdf_pages.py count FILE
    python pdf_pages.py keep FILE TARGET 1,2,5

`count` writes the number of pages. `keep` writes a new file that holds what those pages draw and nothing else: no
metadata, bookmarks, notes, links, form fields, attachments or scripts, and nothing of the other pages.
"""

import sys

import pikepdf

# What a page may have beside what it draws. Notes and fields may say things that no page shows, and links and threads
# lead to other pages, which would come along.
KEPT_OF_A_PAGE = frozenset(
    {"/Type", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group"}
)
# What a picture, a form or a font may carry of its own.
DROPPED_EVERYWHERE = (
    "/Metadata",
    "/PieceInfo",
    "/AF",
    "/StructParent",
    "/StructParents",
    "/LastModified",
    "/OPI",
)


def count(path: str) -> int:
    """Return how many pages the PDF at `path` has."""
    with pikepdf.open(path, suppress_warnings=True) as pdf:
        return len(pdf.pages)


def keep(path: str, target: str, numbers: list[int]) -> None:
    """Write a new PDF of the pages `numbers`, counted from 1, of the one at `path`."""
    with pikepdf.open(path, suppress_warnings=True) as pdf, pikepdf.new() as made:
        pdf.remove_unreferenced_resources()  # a dictionary that all pages share names what the others draw
        for number in numbers:
            page = pdf.pages[number - 1]
            for name in ("/Resources", "/MediaBox", "/CropBox", "/Rotate"):
                _inherit(page.obj, name)
            for name in set(page.obj.keys()) - KEPT_OF_A_PAGE - {"/Parent"}:
                del page.obj[name]
            made.pages.append(page)
        made.remove_unreferenced_resources()
        for thing in made.objects:
            if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                for name in DROPPED_EVERYWHERE:
                    if name in thing:
                        del thing[name]
        made.save(target, linearize=False, deterministic_id=True)


def _inherit(page: pikepdf.Object, name: str) -> None:
    """Write on the page what it has from the nodes above it."""
    node = page
    for _ in range(50):
        if name in node:
            page[name] = node[name]
            return
        if "/Parent" not in node:
            return
        node = node["/Parent"]


if __name__ == "__main__":
    if sys.argv[1] == "count":
        sys.stdout.write(str(count(sys.argv[2])))
    else:
        keep(sys.argv[2], sys.argv[3], [int(number) for number in sys.argv[4].split(",")])
