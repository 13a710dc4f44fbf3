"""The command `formwright`."""

import contextlib
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from api.commands import office
from api.files import Going, as_json, findings_csv, put, write_going
from api.packets import Done, Job, check_all, find_packets, folder_names
from api.show import show_report, show_summary
from api.terminal import allow_any_text, shown, without_reader
from api.terminal import console as on_paper
from forms.catalog import Catalog, load_catalog
from forms.errors import FormwrightError
from forms.evidence import REVIEW_BELOW
from forms.outfile import write_whole
from forms.report import Report

# What drafts, lists and writes is imported where it is used: it takes a fifth of a second that a check does without.

T = TypeVar("T")
COMPLETE, NOT_COMPLETE, CANNOT_READ, INTERRUPTED = 0, 1, 2, 130

app = typer.Typer(
    name="formwright",
    help="Reads the papers of public programs that support parents, checks them against policy, writes what follows.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

ProgramsOption = Annotated[
    list[Path] | None,
    typer.Option("--programs", help="A folder of further programs, beside the ones that come with Formwright."),
]
JsonFlag = Annotated[bool, typer.Option("--json", help="Print as JSON.")]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no date: write it as 2026-11-21.") from None


def _folders(programs: list[Path] | None) -> tuple[Path, ...]:
    return tuple(programs or ())


@app.command()
def check(
    paths: Annotated[list[Path], typer.Argument(help="Files, folders that hold a packet, or folders of packets.")],
    program: Annotated[str | None, typer.Option(help="Check against this program alone.")] = None,
    as_of: Annotated[
        date | None, typer.Option(parser=_day, help="The day that rules count from; today if left out.")
    ] = None,
    json_file: Annotated[
        str | None, typer.Option("--json", help="Write the reports here; - for standard output.")
    ] = None,
    csv_file: Annotated[
        str | None, typer.Option("--csv", help="Write a row for each finding here; - for standard output.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write the outgoing documents that follow into this folder.")] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Files to read at a time.")] = min(2, os.cpu_count() or 1),
    review_below: Annotated[
        float,
        typer.Option(min=0, max=1, envvar="FORMWRIGHT_REVIEW_BELOW", help="Mark values that are less sure than this."),
    ] = REVIEW_BELOW,
    programs: ProgramsOption = None,
    server: Annotated[
        str | None, typer.Option(help="Have the Formwright server at this address check them, and print its reports.")
    ] = None,
    token: Annotated[
        str | None, typer.Option(envvar="FORMWRIGHT_TOKEN", help="Who you are to the server.", show_envvar=True)
    ] = None,
) -> None:
    """Read packets, check them against policy, and write what follows.

    Exit status: 0 every packet is complete, 1 some packet is not, 2 the arguments or a file could not be read.
    """
    # The one place that asks for today's date: everything below is told it.
    job = Job(as_of or date.today(), program, _folders(programs), review_below)
    catalog = job.catalog
    if program:
        catalog.program(program)
    packets = find_packets(paths)
    to_stdout = "-" in (json_file, csv_file)
    console = on_paper(stderr=to_stdout)
    folders = [out / folder for folder in folder_names(packets)] if out else []
    if server:
        reports, contents, going = _check_remotely(server, token, packets, job, folders)
    else:
        reports = _with_progress(len(packets), lambda done: check_all(packets, job, jobs, done))
        contents, going = [None] * len(reports), _following(reports, folders, catalog)
    for report in reports:
        show_report(console, report, catalog)
    if json_file:
        entries = zip(reports, contents, strict=True)
        put(json_file, as_json([content or report.as_json(catalog) for report, content in entries]))
    if csv_file:
        put(csv_file, findings_csv(reports))
    written = write_going(going, console)
    if len(reports) > 1:
        show_summary(console, reports)
    raise typer.Exit(_status(reports, written))


def _status(reports: list[Report], written: bool) -> int:
    if not written or any(report.packet.problems for report in reports):
        return CANNOT_READ
    return COMPLETE if all(report.outcome == "complete" for report in reports) else NOT_COMPLETE


def _check_remotely(
    server: str, token: str | None, packets: list[Path], job: Job, folders: list[Path]
) -> tuple[list[Report], list[dict[str, Any] | None], Iterable[Going]]:
    """The server's reports, as they are shown and as it gave them, and its letters on their way into the folders."""
    from api.remote import Server, check_remotely, fetched

    if job.programs:
        raise FormwrightError("A server checks against its own programs: leave out --programs or --server.")
    if job.review_below != REVIEW_BELOW:
        raise FormwrightError("A server marks values by its own threshold: leave out --review-below or --server.")
    asked = Server(server, token, letters=bool(folders))
    checked = _with_progress(len(packets), lambda done: check_remotely(asked, packets, job, done))
    return [one.report for one in checked], [one.content for one in checked], fetched(asked, checked, folders)


def _with_progress(total: int, work: Callable[[Done], list[T]]) -> list[T]:
    columns = (
        TextColumn("Checking"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("", total=total)
        return work(lambda path, _: progress.update(task, advance=1, description=shown(path.name)))


def _following(reports: list[Report], folders: list[Path], catalog: Catalog) -> Iterator[Going]:
    """What follows from each packet, on its way into the packet's folder."""
    if not folders:
        return
    from generators.follow import documents_that_follow
    from generators.write import write_document

    for report, folder in zip(reports, folders, strict=True):
        for document in documents_that_follow(report, catalog):
            target = folder / document.filename
            yield target, partial(write_document, document.document, document.data, target, catalog)


@app.command()
def generate(
    document: Annotated[str, typer.Argument(help="PROGRAM/DOCUMENT, as `formwright documents` lists them.")],
    data: Annotated[str, typer.Option(help="The data as a JSON file; - for standard input.")],
    out: Annotated[Path, typer.Option(help="The PDF or DOCX to write.")],
    programs: ProgramsOption = None,
) -> None:
    """Write one outgoing document from data."""
    from generators.write import write_document

    for written in write_document(document, _read_data(data), out, load_catalog(*_folders(programs))):
        typer.echo(f"wrote {shown(str(written))}")


def _read_data(source: str) -> dict[str, Any]:
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
        content = json.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise FormwrightError(f"{source} cannot be read: {error}.") from None
    except json.JSONDecodeError as error:
        raise FormwrightError(f"{source} is not right JSON: line {error.lineno}: {error.msg}.") from None
    if not isinstance(content, dict):
        raise FormwrightError(f"{source} must hold one JSON object with the document's data.")
    return content


forms_app = typer.Typer(invoke_without_command=True, no_args_is_help=False, rich_markup_mode=None)
app.add_typer(forms_app, name="forms")


@forms_app.callback()
def forms(context: typer.Context, as_json_: JsonFlag = False, programs: ProgramsOption = None) -> None:
    """List the forms that are read, or draft one from an agency's own blank."""
    if context.invoked_subcommand:
        return
    from api import listing

    rows = listing.forms_json(load_catalog(*_folders(programs)))
    _list(rows, as_json_, {"form": "Form", "title": "Title", "edition": "Edition"})


@forms_app.command()
def draft(
    blank: Annotated[Path, typer.Argument(help="The agency's own blank: a PDF, fillable or not.")],
    program: Annotated[str | None, typer.Option(help="The program whose form it is.")] = None,
    name: Annotated[str | None, typer.Option(help="The form's name; by its title if left out.")] = None,
    out: Annotated[Path | None, typer.Option(help="The file to write; NAME.yaml if left out.")] = None,
    programs: ProgramsOption = None,
) -> None:
    """Write a first form file from an agency's own blank, for a person to finish."""
    from extractors.draft_file import draft_text, form_name
    from extractors.drafting import read_blank

    found = load_catalog(*_folders(programs)).program(program) if program else None
    drafted = read_blank(blank)
    name = name or (out.stem if out else form_name(drafted.title))
    target = out or Path(f"{name}.yaml")
    write_whole(target, draft_text(drafted, name, found).encode())
    typer.echo(f"wrote {target}: {drafted.summary}")


@app.command()
def rules(
    rule: Annotated[str | None, typer.Argument(help="Show this rule and the passage that it rests on.")] = None,
    as_json_: JsonFlag = False,
    programs: ProgramsOption = None,
) -> None:
    """List the rules, or show one with the policy's words."""
    from api import listing

    catalog = load_catalog(*_folders(programs))
    if rule:
        listing.show_rule(on_paper(), catalog, rule)
        return
    columns = {"rule": "Rule", "kind": "Kind", "says": "Finds", "citation": "Citation", "from": "From"}
    _list(listing.rules_json(catalog), as_json_, columns)


@app.command()
def documents(as_json_: JsonFlag = False, programs: ProgramsOption = None) -> None:
    """List the documents that can be written."""
    from api import listing

    rows = listing.documents_json(load_catalog(*_folders(programs)))
    _list(rows, as_json_, {"document": "Document", "title": "Title", "says": "What it does"})


def _list(rows: list[dict[str, Any]], as_json_: bool, columns: dict[str, str]) -> None:
    if as_json_:
        put("-", as_json(rows))
    else:
        from api import listing

        listing.show_rows(on_paper(), rows, columns)


@app.command()
def blank(
    form: Annotated[str, typer.Argument(help="PROGRAM/FORM, as `formwright forms` lists them.")],
    out: Annotated[Path, typer.Option(help="The PDF to write.")],
    programs: ProgramsOption = None,
) -> None:
    """Write a blank form: fillable, printable, recognised when it comes back."""
    from generators.blank import write_blank

    catalog = load_catalog(*_folders(programs))
    found = catalog.form(form)
    write_whole(out, write_blank(found, catalog.program(found.program)))
    typer.echo(f"wrote {shown(str(out))}")


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on; FORMWRIGHT_HOST or 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="The port; FORMWRIGHT_PORT or 8000.")] = None,
    workers: Annotated[int | None, typer.Option(min=0, help="Worker processes beside the web process.")] = None,
    data: Annotated[Path | None, typer.Option(help="The folder of all that is kept.")] = None,
) -> None:
    """Run the web service with its workers: one command, one machine, nothing else to install."""
    from api.serve import serve
    from api.settings import read_settings

    serve(read_settings(host=host, port=port, workers=workers, data=data))


@app.command()
def worker(
    processes: Annotated[
        int | None, typer.Option(min=0, help="Worker processes; FORMWRIGHT_WORKERS or 2; 0: sweep alone.")
    ] = None,
    only: Annotated[str | None, typer.Option(help="`read` or `write`: take packets alone, or letters alone.")] = None,
) -> None:
    """Run workers that join a service from this machine, by the same settings as the service's."""
    from api.serve import work
    from api.settings import read_settings

    if only not in (None, "read", "write"):
        raise typer.BadParameter(f"--only {only!r} is no line of work: it is `read` or `write`.")
    settings = read_settings()
    kinds = {"read": ("packet",), "write": ("output",)}.get(only or "", ("packet", "output"))
    work(settings, settings.workers or 1 if processes is None else processes, kinds)  # type: ignore[arg-type]


app.command()(office.backup)
app.command()(office.restore)
app.add_typer(office.audit_app, name="audit")
app.add_typer(office.people_app, name="people")


def main() -> None:
    """Runs the command; a mistake is answered with a sentence and exit status 2, never with a traceback."""
    allow_any_text()
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _stop)
    try:
        status = app(standalone_mode=False)
        sys.stdout.flush()
    except FormwrightError as error:
        status = _say(str(error))
    except typer.TyperException as error:
        status = _say(f"{error} Try: formwright --help")
    except KeyboardInterrupt:
        status = INTERRUPTED
    except BrokenPipeError:
        without_reader()
        status = COMPLETE
    except OSError as error:
        without_reader()
        status = _say(f"Output cannot be written ({error.strerror}). Make room, or choose another place.")
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).stem}, line {place.lineno}"
        status = _say(
            f"A fault in Formwright itself ({type(error).__name__} in {where}). Please report it with the command used."
        )
    if status == INTERRUPTED:
        _say("stopped; files that were not finished were not written.")
    sys.exit(status if isinstance(status, int) else COMPLETE)


def _say(sentence: str) -> int:
    """Tells a person why the command ends; gives the exit status."""
    with contextlib.suppress(OSError):
        typer.echo("formwright: " + "\n".join(map(shown, sentence.splitlines())), err=True)
    return CANNOT_READ


def _stop(number: int, frame: object) -> None:
    """Ends the command so that its readers end with it and nothing half-written stays."""
    sys.exit(128 + number)
