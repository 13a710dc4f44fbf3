"""Loading the Python that a program's folder names: a module of ours, or a file beside its program.yaml."""

import importlib
import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType


@cache
def load_module(name: str, folder: Path) -> ModuleType:
    """The module, or the file of the folder where the name ends in .py; raises ImportError."""
    if not name.endswith(".py"):
        return importlib.import_module(name)
    path = folder / name
    unique = f"formwright_{folder.name}_{path.stem}".replace("-", "_")
    spec = importlib.util.spec_from_file_location(unique, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
