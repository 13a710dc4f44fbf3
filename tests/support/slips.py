"""What of a paper was read otherwise than it stands there, told for a test that reads many papers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bench.score import same
from bench.sheets import Sheets
from forms.evidence import Value
from forms.packet import Row


@dataclass
class Slips:
    """The values that were compared, those read wrong, and how many of these nobody is asked to look at."""

    values: int = 0
    wrong: list[str] = field(default_factory=list)
    silent: int = 0

    def take(self, sheets: Sheets, fields: Mapping[str, Value], tables: Mapping[str, Sequence[Row]], of: str) -> None:
        """Compares what was read of a paper with what was printed; `of` names the paper."""
        form = sheets.form
        pairs = [(name, truth, fields[name], form.fields[name].kind) for name, truth in sheets.fields.items()]
        for table, truths in sheets.tables.items():
            assert len(tables[table]) == len(truths), of
            columns = form.tables[table].columns
            pairs += [
                (f"{table}.{name}", truth, got[name], columns[name].kind)
                for row, got in zip(truths, tables[table], strict=True)
                for name, truth in row.items()
            ]
        for path, truth, value, kind in pairs:
            self.values += 1
            stated = (None if one is None else kind.dump(one) for one in (truth, value.value))
            if not same(*stated):
                self.silent += not value.review
                self.wrong.append(f"{of} {path}: {truth!r} read as {value}")
