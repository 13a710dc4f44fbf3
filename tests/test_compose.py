"""`compose.yaml` and `Dockerfile` name settings, commands and packages that exist."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command
from typer.testing import CliRunner

from api.cli import app
from api.settings import Settings

ROOT = Path(__file__).parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()
OURS = [name for name, service in COMPOSE["services"].items() if service.get("build")]


def test_web_worker_and_beat_are_ours_and_servers_are_pinned_to_the_versions_that_are_tested() -> None:
    assert OURS == ["web", "worker", "beat"]
    assert COMPOSE["services"]["postgres"]["image"].startswith("postgres:15")
    assert COMPOSE["services"]["redis"]["image"].startswith("redis:7")


@pytest.mark.parametrize("name", OURS)
def test_every_variable_is_a_setting_and_its_value_is_right(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment = COMPOSE["services"][name]["environment"]
    ours = {key.removeprefix("FORMWRIGHT_").lower() for key in environment if key.startswith("FORMWRIGHT_")}
    assert ours <= Settings.model_fields.keys()
    for key, value in environment.items():
        monkeypatch.setenv(key, re.sub(r"\$\{PUBLIC_URL:\?\}", "https://papers.example.org", value))
    settings = Settings(data=tmp_path)
    assert settings.database.startswith("postgresql+psycopg://")
    assert settings.papers == "s3://formwright/papers"
    assert settings.address == "https://papers.example.org"


def test_every_variable_of_the_image_is_a_setting() -> None:
    named = {name.lower() for name in re.findall(r"FORMWRIGHT_([A-Z_]+)", DOCKERFILE)}
    assert named
    assert named <= Settings.model_fields.keys()


@pytest.mark.parametrize("name", OURS)
def test_commands_exist_with_their_options(name: str) -> None:
    program, command, *options = COMPOSE["services"][name]["command"]
    assert program == "formwright"
    parsed = get_command(app).commands[command]  # type: ignore[attr-defined]
    known = {option for parameter in parsed.params for option in parameter.opts}
    assert {option for option in options if option.startswith("--")} <= known
    assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0


def test_volumes_and_dependencies_are_declared() -> None:
    services = COMPOSE["services"]
    for service in services.values():
        assert set(service.get("depends_on", {})) <= services.keys()
        named = {volume.partition(":")[0] for volume in service.get("volumes", []) if not volume.startswith("/")}
        assert named <= COMPOSE["volumes"].keys()


def test_the_image_holds_what_the_set_up_installs() -> None:
    script = (ROOT / "scripts" / "system-packages.sh").read_text()
    found = re.search(r"packages=\((.*?)\)", script, re.S)
    assert found
    needed = set(found.group(1).split()) - {"python3-venv"}
    assert needed <= set(DOCKERFILE.split())


def test_the_image_copies_every_folder_of_the_product() -> None:
    for folder in ("forms", "extractors", "validators", "generators", "api"):
        assert f"COPY {folder} /src/{folder}" in DOCKERFILE
