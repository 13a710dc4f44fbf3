"""A provider's pages in a real browser: sending from a phone in Spanish, and what is said of what was sent."""

import io
import re
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect
from sqlalchemy import select

from api.store.tables import PacketRow
from api.web.spoken import spoken
from tests.support.desk import (
    DESKTOP,
    PASSWORD,
    PHONE,
    READ,
    Desk,
    agreement,
    desk,
    example,
    hindrances,
    look_everywhere,
    pdf_file,
)

SPANISH = spoken()["es"].pages
RECEIPT = re.compile(r"FW-\d{6}-\w{5}")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """With a worker: what is sent is read."""
    with desk(tmp_path_factory.mktemp("desk"), workers=1) as one:
        yield one


def _clean(page: Page) -> None:
    look_everywhere(page)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})


def test_papers_are_chosen_by_keys_sent_acknowledged_read_and_a_strangers_told(office: Desk) -> None:
    provider = office.person("provider", "Marisol Vega", language="es")
    page = office.open(provider, PHONE).new_page()
    page.goto("/my")
    # The field is reached by keys, named by our button, and tells what was chosen in the page's language.
    chooser = page.get_by_label("Elegir archivos o tomar fotos")
    chooser.focus()
    assert page.evaluate("getComputedStyle(document.querySelector('input[type=file] + .btn')).outlineStyle") == "solid"
    page.get_by_role("button", name="Enviar", exact=True).click()
    expect(page.locator(".toast.bad")).to_contain_text("Primero elija un archivo.")
    papers = [pdf_file(path.name, path.read_bytes()) for path in example("2-pss-individual-two-letters")]
    chooser.set_input_files(papers)
    expect(page.locator("[data-chosen]")).to_have_text(f"Elegidos: {len(papers)}")
    expect(page.locator("[data-files]")).to_contain_text("application.pdf")
    page.get_by_role("button", name="Enviar", exact=True).click()
    page.wait_for_url(re.compile(r"/my/[0-9A-Z]{26}\?sent=true$"))
    told = page.locator("[data-just-sent]")
    expect(told).to_contain_text(RECEIPT)
    told.get_by_text("Sumas de comprobación (SHA-256)").click()
    expect(told.locator("code").first).to_have_text(re.compile("^[0-9a-f]{64}$"))
    expect(told.locator("time")).to_contain_text(re.compile(r"\d{1,2}:\d\d"))
    expect(page.locator("main")).to_contain_text(SPANISH["being_read"])
    # It goes on by itself when all is read.
    expect(page.locator("main")).to_contain_text("llegaron de 2", timeout=READ)
    expect(page.locator("main")).to_contain_text("Se leyó como: Solicitud de proveedor")
    _clean(page)

    # A paper of another program comes as the missing item.
    page.get_by_label("Elegir archivos o tomar fotos").set_input_files([pdf_file("carta.pdf", agreement())])
    page.get_by_role("button", name="Enviar", exact=True).click()
    expect(page.locator("[data-just-sent]")).to_contain_text("carta.pdf")
    expect(page.locator("main")).to_contain_text(SPANISH["astray_program"], timeout=READ)
    expect(page.locator("main")).to_contain_text("llegaron de 2")
    expect(page.locator("main")).not_to_contain_text("Noa Whitfield")
    _clean(page)
    assert office.faults == []


def test_a_poor_photo_and_a_file_that_is_no_paper_are_told_in_the_persons_language(office: Desk) -> None:
    page = office.open(office.person("provider", "Marisol Vega", language="es"), PHONE).new_page()
    page.goto("/my")
    dark = io.BytesIO()
    Image.new("L", (1200, 1600), 20).save(dark, "JPEG")
    photo: FilePayload = {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": dark.getvalue()}
    chooser = page.get_by_label("Elegir archivos o tomar fotos")
    chosen = page.locator("[data-files] li")
    chooser.set_input_files([photo, pdf_file("carta.pdf", agreement())])
    expect(chosen).to_have_count(2)
    expect(chosen.filter(has_text="foto.jpg")).to_contain_text("está demasiado oscura. Tómela otra vez con más luz.")
    assert hindrances(page) == []
    page.goto("/my")
    chooser.set_input_files([pdf_file("vacio.pdf", b""), pdf_file("otro.pdf", b"")])
    page.get_by_role("button", name="Enviar", exact=True).click()
    toast = page.locator(".toast.bad")
    for name in ("vacio.pdf", "otro.pdf"):
        expect(toast).to_contain_text(f"{name} está vacío. Envíe el documento otra vez.")
    expect(toast).not_to_contain_text("inglés")
    page.goto("/my")
    chooser.set_input_files([pdf_file("programa.exe", b"MZ" + bytes(99)), pdf_file("nota.txt", b"Buenas tardes")])
    page.get_by_role("button", name="Enviar", exact=True).click()
    expect(toast).to_contain_text("programa.exe es de un tipo que no se puede leer.")
    expect(toast).to_contain_text("nota.txt es un archivo de texto")
    expect(toast).not_to_contain_text("inglés")
    # What is to be known of papers that came is no failure.
    for again in (False, True):
        page.goto("/my")
        chooser.set_input_files([pdf_file("carta.pdf", agreement(child_id="=40518811"))])
        page.get_by_role("button", name="Enviar", exact=True).click()
        if again:
            expect(page.locator(".toast:not(.bad)")).to_contain_text("Los mismos archivos ya llegaron con el recibo")
        else:
            page.wait_for_url(re.compile(r"/my/[0-9A-Z]{26}\?sent=true$"))


def test_pages_are_photographed_one_by_one_none_is_lost_and_one_is_taken_out(office: Desk) -> None:
    page = office.open(office.person("provider", "Marisol Vega", language="es"), PHONE).new_page()
    page.goto("/my")
    chooser = page.get_by_label("Elegir archivos o tomar fotos")
    # A phone gives one picture at a time, and calls each of them alike.
    for number in range(3):
        chooser.set_input_files([pdf_file("image.pdf", agreement(child_id=f"=4051870{number}"))])
        expect(page.locator("[data-files] li")).to_have_count(number + 1)
    expect(page.locator("[data-chosen]")).to_have_text("Elegidos: 3")
    # One button asks for the camera alone; a page that was taken twice is the same picture twice only where it is.
    camera = page.get_by_label("Tomar una foto de una página")
    assert camera.get_attribute("capture") == "environment"
    expect(page.locator("label", has_text="Tomar una foto de una página")).to_be_visible()
    camera.set_input_files([pdf_file("image.pdf", agreement(child_id="=40518709"))])
    expect(page.locator("[data-chosen]")).to_have_text("Elegidos: 4")
    page.get_by_role("button", name="Quitar image-4.pdf").click()
    expect(page.locator("[data-chosen]")).to_have_text("Elegidos: 3")
    _clean(page)
    page.get_by_role("button", name="Quitar image-2.pdf").click()
    expect(page.locator("[data-files] li .grow")).to_have_text(["image.pdf", "image-3.pdf"])
    with page.expect_response("**/api/v1/packets") as sent:
        page.get_by_role("button", name="Enviar", exact=True).click()
    packet = sent.value.json()
    assert (packet["files"], packet["notes"]) == (2, [])
    # What nobody named is called in the person's language.
    page.wait_for_url(re.compile(r"/my/[0-9A-Z]{26}\?sent=true$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("2 documentos|Noa Whitfield"))
    assert office.faults == []


def test_a_picture_that_nobody_can_read_is_asked_for_again_and_the_offices_words_are_told_to_be_as_written(
    office: Desk,
) -> None:
    provider = office.person("provider", "Marisol Vega", language="es")
    dark = io.BytesIO()
    Image.new("L", (1200, 1600), 20).save(dark, "JPEG")
    packet = office.send("oscura", agreement(child_id="=40518714"), dark.getvalue())
    office.wait(packet)
    with office.serving.service.database.writing() as session:
        row = session.get_one(PacketRow, packet)
        row.provider_id = provider.id
    page = office.open(provider, PHONE).new_page()
    page.goto(f"/my/{packet}")
    expect(page.locator("main")).to_contain_text("La foto está demasiado oscura para leerla bien. Tómela otra vez")
    with office.serving.service.database.writing() as session:
        row = session.get_one(PacketRow, packet)
        row.decision, row.reason = "returned", "Send page 2 again."
    page.reload()
    expect(page.locator("main")).to_contain_text("La oficina escribe: Send page 2 again.")
    expect(page.locator("main")).to_contain_text("tal como lo escribió la oficina, casi siempre en inglés")
    assert office.faults == []


def test_what_came_of_it_is_said_by_the_packets_state(office: Desk) -> None:
    provider = office.person("provider", "Dana Ortiz")
    packet = office.send("agreement", agreement(child_id="=40518961"))
    office.wait(packet)
    with office.serving.service.database.writing() as session:
        session.get_one(PacketRow, packet).provider_id = provider.id
    page = office.open(provider, PHONE).new_page()
    page.goto(f"/my/{packet}")
    expect(page.get_by_label("Choose files or take photos")).to_be_hidden()
    page.get_by_role("heading", name="Add a paper").click()
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible()
    with office.serving.service.database.writing() as session:
        row = session.scalars(select(PacketRow).where(PacketRow.id == packet)).one()
        row.state, row.fault = "quarantined", "paper-1.pdf took too long."
    page.reload()
    expect(page.get_by_role("heading", name="Send a clearer copy")).to_be_visible()
    _clean(page)
    assert office.faults == []


def test_staff_see_which_paper_may_belong_elsewhere_and_leave_it_out_of_the_check(office: Desk) -> None:
    packet = office.send("mixed", *example("2-pss-individual-two-letters"), agreement(total_hours="=150.00"))
    office.wait(packet)
    page = office.open(office.person("clerk")).new_page()
    page.goto(f"/packets/{packet}/findings")
    rules = [one["rule"] for one in office.serving.ask("GET", f"/api/v1/packets/{packet}/report").json()["findings"]]
    assert "ppsp.agreement.total" in rules
    counted = page.locator("#counted")
    expect(counted).to_contain_text("1 paper that may belong elsewhere counts in what is found here.")
    expect(counted).to_contain_text("of another program")
    expect(counted).to_contain_text("Without it 1 finding of this list goes.")
    _clean(page)
    told = office.serving.ask("GET", f"/api/v1/packets/{packet}/findings").json()["astray"]
    assert (told["outcome"], told["besides"], told["fewer"]) == ("incomplete", [], 1)
    decides = office.open(office.person("operations")).new_page()
    decides.goto(f"/packets/{packet}/send")
    expect(decides.locator(".decide")).to_contain_text("without it the rules say: incomplete")
    _clean(decides)
    page.get_by_role("link", name="A paper may belong elsewhere").click()
    expect(page.locator("#astray")).to_contain_text("1 paper may belong elsewhere.")
    pile = page.locator(".pile", has_text="Of another program")
    expect(pile).to_have_count(1)
    _clean(page)
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    pile.get_by_role("button", name="Leave out").dblclick()
    expect(page.locator("#astray")).to_have_count(0)
    after = office.serving.ask("GET", f"/api/v1/packets/{packet}/report").json()
    rules = [one["rule"] for one in after["findings"]]
    assert "pss.references.count" in rules
    assert not [rule for rule in rules if rule.startswith("ppsp.")]
    assert office.serving.ask("GET", f"/api/v1/packets/{packet}/findings").json()["astray"] is None
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#astray")).to_have_count(1)
    assert office.faults == []


def test_who_is_invited_chooses_the_language_and_keeps_the_link(office: Desk) -> None:
    page = office.open(office.person("admin", "Ada Lindgren")).new_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/people")
    page.get_by_label("For whom").fill("Lucía Ferrer")
    page.get_by_label("Role", exact=True).select_option("Provider")
    page.get_by_role("button", name="Make the link").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Copy").click()
    expect(dialog.get_by_role("button", name="Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == dialog.get_by_label("Link").input_value()
    page.keyboard.press("Escape")
    row = page.locator("tr", has_text="Lucía Ferrer")
    expect(row).to_contain_text("Open")

    phone = office.open(None, PHONE).new_page()
    phone.goto(f"/set-up#{link.partition('#')[2]}")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Make your account")
    phone.get_by_role("button", name="Español").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Cree su cuenta")
    _clean(phone)
    phone.get_by_label("Su nombre").fill("Lucía Ferrer")
    phone.get_by_label("Correo electrónico").fill("lucia@example.org")
    phone.get_by_label("Contraseña").fill(PASSWORD)
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Mis documentos")
    page.reload()
    page.get_by_text(re.compile(r"\d+ invitations? accepted, expired or withdrawn")).click()
    expect(row.filter(has_text="Accepted")).to_contain_text("by Lucía Ferrer")
    _clean(page)
    assert office.faults == []


def test_operations_ties_a_packet_to_a_provider_who_then_sees_it(office: Desk) -> None:
    provider = office.person("provider", "Noor Salim")
    packet = office.send("tied", agreement(child_id="=40518962"))
    page = office.open(office.person("operations")).new_page()
    page.goto(f"/packets/{packet}/history")
    page.get_by_role("button", name="No provider sees it").click()
    expect(page.get_by_label("E-mail address of the provider's account")).to_be_visible()
    assert hindrances(page) == []
    page.get_by_label("E-mail address of the provider's account").fill("nobody@example.org")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".toast.bad")).to_contain_text("There is no provider's account with this e-mail address.")
    page.get_by_role("button", name="No provider sees it").click()
    page.get_by_label("E-mail address of the provider's account").fill(provider.email)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Provider: Noor Salim")).to_be_visible()
    theirs = office.open(provider).new_page()
    theirs.goto(f"/my/{packet}")
    expect(theirs.locator("main")).to_contain_text("Entered by the office")
    _clean(page)
    page.get_by_role("button", name="Provider: Noor Salim").click()
    page.get_by_role("button", name="No provider", exact=True).click()
    expect(page.get_by_role("button", name="No provider sees it")).to_be_visible()
    theirs.reload()
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Not found")
    assert office.faults == []
