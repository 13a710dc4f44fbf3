from generators.document import DocumentBook, Following

book = DocumentBook()


@book.follows
def _notes(report, program):
    for paper in report.packet.documents:
        wish = paper.fields.get("wish")
        if wish and wish.value in ("letter", "print"):
            suffix = "docx" if wish.value == "letter" else "pdf"
            yield Following("ex-probe/note", {"parent_name": paper.fields["parent_name"].value}, f"note.{suffix}")
