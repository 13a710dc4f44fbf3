"""Words of a page are joined to lines and runs."""

from extractors.lines import Print
from extractors.page import Ink
from tests.support.paper import Paper


def test_words_of_a_cell_are_one_line_beside_the_smaller_print_of_another_cell() -> None:
    paper = Paper(source="ocr").text(62, 493.8, "DCYF license number", size=6.0)
    # On a fax, what hangs below its line makes a word lower than its neighbours.
    paper.text(329, 495.1, "I", size=7.2).text(341, 496.0, "accept", size=7.2)
    paper.text(371, 494.8, "unannounced", size=7.2).text(420, 494.8, "visits", size=7.2)
    texts = [" ".join(token.text for token in run.tokens) for run in Print(paper.page).runs]
    assert texts == ["DCYF license number", "I accept unannounced visits"]


def test_pieces_of_one_scrawl_on_a_picture_are_one_drawing() -> None:
    paper = Paper(source="ocr")
    paper.page.inks += [
        Ink((x0 / 612, 389 / 792, x1 / 612, 399 / 792)) for x0, x1 in ((112, 148), (73, 108), (300, 340))
    ]
    assert [(round(ink.x0), round(ink.x1)) for ink in Print(paper.page).inks] == [(73, 148), (300, 340)]
    paper.rule(110, 380, 110, 410)
    assert len(Print(paper.page).inks) == 3
