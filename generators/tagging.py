"""The structure that a screen reader follows: headings, paragraphs, tables and form fields in the order of reading."""

from collections.abc import Sequence

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from forms.geometry import Item, Print
from generators.drawing import Sheet, read_aloud

_TAGS = {"title": "H1", "heading": "H2"}


class _Tree:
    """The structure tree of one document while it grows."""

    def __init__(self, writer: PdfWriter) -> None:
        self.writer = writer
        self.root = DictionaryObject({NameObject("/Type"): NameObject("/StructTreeRoot")})
        self.root_ref = writer._add_object(self.root)
        self.document = self.element("Document", self.root_ref, kids=False)
        self.root[NameObject("/K")] = ArrayObject([self.document])
        self.contents: list[ArrayObject] = []
        """The elements of each page's marked content, page by page."""
        self.forms: list[IndirectObject] = []
        """The element of each widget; in the parent tree their keys follow those of the pages."""

    def element(self, tag: str, parent: IndirectObject, *, kids: bool = True, tip: str | None = None) -> IndirectObject:
        """A new element, put at the end of its parent's kids."""
        made = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/StructElem"),
                NameObject("/S"): NameObject(f"/{tag}"),
                NameObject("/P"): parent,
                NameObject("/K"): ArrayObject(),
            }
        )
        if tip:
            made[NameObject("/Alt")] = TextStringObject(tip)
        if tag == "TH":
            scope = {NameObject("/O"): NameObject("/Table"), NameObject("/Scope"): NameObject("/Column")}
            made[NameObject("/A")] = DictionaryObject(scope)
        reference = self.writer._add_object(made)
        if kids:
            self.kids(parent).append(reference)
        return reference

    @staticmethod
    def kids(element: IndirectObject) -> ArrayObject:
        held = element.get_object()
        assert isinstance(held, DictionaryObject)
        kids = held["/K"]
        assert isinstance(kids, ArrayObject)
        return kids


class _Tables:
    """Finds the table, row and cell element that an item of a table belongs to."""

    def __init__(self, tree: _Tree) -> None:
        self.tree = tree
        self.table = self.row = self.cell = ""
        self.elements: dict[str, IndirectObject] = {}

    def parent(self, item: Item) -> IndirectObject:
        """The element that holds the item."""
        if "." not in item.path:
            self.table = self.row = self.cell = ""
            return self.tree.document
        row = item.path.rpartition(".")[0]
        table = row.partition("[")[0]
        heading = isinstance(item, Print)
        if table != self.table:
            self.elements["table"] = self.tree.element("Table", self.tree.document)
            self.table, self.row = table, ""
        if row != self.row:
            self.elements["row"] = self.tree.element("TR", self.elements["table"])
            self.row, self.cell = row, ""
        if item.path != self.cell:
            self.elements["cell"] = self.tree.element("TH" if heading else "TD", self.elements["row"])
            self.cell = item.path
        return self.elements["cell"]


def tag(writer: PdfWriter, sheets: Sequence[Sheet], widgets: Sequence[IndirectObject]) -> None:
    """Tag the document: `widgets` are those of the slots, in the order of the sheets' items."""
    tree = _Tree(writer)
    tables = _Tables(tree)
    waiting = iter(widgets)
    for number, sheet in enumerate(sheets):
        page = writer.pages[number]
        assert page.indirect_reference is not None
        page[NameObject("/StructParents")] = NumberObject(number)
        page[NameObject("/Tabs")] = NameObject("/S")
        owners = ArrayObject()
        spoken = {id(item): mcid for mcid, item in enumerate(read_aloud(sheet.items))}
        for item in sheet.items:
            if not isinstance(item, Print):
                _hold_widget(tree, tables.parent(item), next(waiting), page.indirect_reference, len(sheets))
            elif id(item) in spoken:
                owner = tables.parent(item)
                if owner == tree.document:
                    owner = tree.element(_TAGS.get(item.role, "P"), owner)
                tree.kids(owner).append(_content(spoken[id(item)], page.indirect_reference))
                owners.append(owner)
        tree.contents.append(owners)
    _close(tree)


def _content(mcid: int, page: IndirectObject) -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/MCR"),
            NameObject("/Pg"): page,
            NameObject("/MCID"): NumberObject(mcid),
        }
    )


def _hold_widget(tree: _Tree, parent: IndirectObject, widget: IndirectObject, page: IndirectObject, pages: int) -> None:
    """Make the widget's element, which says what its tooltip says, and bind the two to each other."""
    held = widget.get_object()
    assert isinstance(held, DictionaryObject)
    form = tree.element("Form", parent, tip=str(held["/TU"]))
    reference = {NameObject("/Type"): NameObject("/OBJR"), NameObject("/Obj"): widget, NameObject("/Pg"): page}
    tree.kids(form).append(DictionaryObject(reference))
    held[NameObject("/StructParent")] = NumberObject(pages + len(tree.forms))
    tree.forms.append(form)


def _close(tree: _Tree) -> None:
    numbers = ArrayObject()
    for key, owner in enumerate([*tree.contents, *tree.forms]):
        numbers.extend([NumberObject(key), owner])
    tree.root[NameObject("/ParentTree")] = tree.writer._add_object(DictionaryObject({NameObject("/Nums"): numbers}))
    tree.root[NameObject("/ParentTreeNextKey")] = NumberObject(len(tree.contents) + len(tree.forms))
    catalog = tree.writer.root_object
    catalog[NameObject("/StructTreeRoot")] = tree.root_ref
    catalog[NameObject("/MarkInfo")] = DictionaryObject({NameObject("/Marked"): BooleanObject(True)})
