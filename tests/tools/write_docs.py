"""Write into the READMEs what the program itself knows: its help texts and its settings.

    python tests/tools/write_docs.py            write them
    python tests/tools/write_docs.py --check    name the files that are not as they should be

Each stands between two comments, `<!-- help ask -->` or `<!-- settings -->` and `<!-- end -->`;
what is between them is replaced. Versions of Python break lines differently, so words are compared,
and a file whose words are right is left as it is.
"""

import argparse
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from bot.cli.main import COMMANDS, build_parser  # noqa: E402
from bot.settings.settings import SETTINGS  # noqa: E402

DOCS = tuple(ROOT / name for name in ("README.md", "bot/README.md", "retrieval/README.md"))
COLUMNS = "80"
PART = re.compile(r"(?<=<!-- )(help \w+|settings)( -->\n).*?(?=<!-- end -->)", re.DOTALL)


def parsers() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Each command and its parser; `wenju` is the program itself."""
    whole = build_parser()
    yield "wenju", whole
    for action in whole._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


def help_of(command: str) -> str:
    """What `wenju COMMAND --help` prints in a terminal of 80 columns."""
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = COLUMNS
    try:
        return dict(parsers())[command].format_help()
    finally:
        if before is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = before


def settings() -> str:
    """The table of settings."""
    lines = ["| variable | default | what it is |", "|---|---|---|"]
    for one in SETTINGS:
        default = f"`{one.default_text}`" if one.default_text else ""
        # What a number may be is said; that a path is a path is not.
        limits = f", {one.kind.expected}" if " from " in one.kind.expected else ""
        lines.append(f"| `{one.variable}` | {default} | {one.description}{limits} |")
    return "\n".join(lines) + "\n"


def written(text: str) -> str:
    """`text` with all that stands between its comments as it is now."""
    return PART.sub(lambda part: f"{part[1]}{part[2]}{_content(part[1])}", text)


def _content(what: str) -> str:
    kind, _, command = what.partition(" ")
    return f"```text\n{help_of(command)}```\n" if kind == "help" else settings()


def words(text: str) -> str:
    """The words of `text` without its line breaks, which differ between versions of Python."""
    return " ".join(text.replace("- ", "-").split())


def shown(text: str) -> list[str]:
    """What a document shows between comments: `help ask`, `settings`."""
    return [part[1] for part in PART.finditer(text)]


def stale(path: Path) -> bool:
    """Whether some words of a document are not as they should be."""
    text = path.read_text("utf-8")
    return words(written(text)) != words(text)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if any is stale")
    args = parser.parse_args()
    wrong = [path for path in DOCS if stale(path)]
    for path in wrong:
        if not args.check:
            path.write_text(written(path.read_text("utf-8")), "utf-8")
        print(f"{path.relative_to(ROOT)}: {'not up to date' if args.check else 'written'}")
    missing = {f"help {name}" for name in COMMANDS} - {
        name for path in DOCS for name in shown(path.read_text("utf-8"))
    }
    for name in sorted(missing):
        print(f"nowhere shown: {name}")
    return int(bool(missing or (args.check and wrong)))


if __name__ == "__main__":
    sys.exit(main())
