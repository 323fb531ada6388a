"""Several papers as one, with their tags and bookmarks: batches stay accessible."""

from collections.abc import Sequence
from io import BytesIO

import pikepdf


def join(papers: Sequence[bytes]) -> bytes:
    """Return the pages of tagged PDFs, as typst makes them, in one tagged PDF.

    Title and language are those of the first. The same papers give the same bytes.
    """
    if len(papers) == 1:
        return papers[0]
    with pikepdf.open(BytesIO(papers[0])) as whole:
        for paper in papers[1:]:
            with pikepdf.open(BytesIO(paper)) as part:
                _append(whole, part)
        out = BytesIO()
        whole.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
        )
        return out.getvalue()


def _append(whole: pikepdf.Pdf, part: pikepdf.Pdf) -> None:
    before = len(whole.pages)
    whole.pages.extend(part.pages)
    tags = whole.Root.StructTreeRoot
    shift = int(tags.ParentTreeNextKey)
    for page in list(whole.pages)[before:]:
        if "/StructParents" in page:
            page.obj.StructParents = int(page.obj.StructParents) + shift
    # Copied after the pages, so that what points at a page points at the one taken over.
    _append_tags(tags, whole.copy_foreign(part.Root.StructTreeRoot), shift)
    if "/Outlines" in part.Root:
        _append_bookmarks(whole, whole.copy_foreign(part.Root.Outlines))


def _append_tags(tags: pikepdf.Object, more: pikepdf.Object, shift: int) -> None:
    """Put the elements of one document behind those of the other, and number their marks on."""
    document, addition = _document(tags), _document(more)
    for element in addition.K:
        element.P = document
        document.K.append(element)
    numbers = list(more.ParentTree.Nums)
    for key, marks in zip(numbers[::2], numbers[1::2], strict=True):
        tags.ParentTree.Nums.append(int(key) + shift)
        tags.ParentTree.Nums.append(marks)
    tags.ParentTreeNextKey = shift + int(more.ParentTreeNextKey)


def _document(tags: pikepdf.Object) -> pikepdf.Object:
    return tags.K[0] if isinstance(tags.K, pikepdf.Array) else tags.K


def _append_bookmarks(whole: pikepdf.Pdf, more: pikepdf.Object) -> None:
    bookmarks = whole.Root.Outlines
    item = more.First
    while True:
        item.Parent = bookmarks
        if "/Next" not in item:
            break
        item = item.Next
    bookmarks.Last.Next = more.First
    more.First.Prev = bookmarks.Last
    bookmarks.Last = more.Last
    bookmarks.Count = int(bookmarks.Count) + int(more.Count)
