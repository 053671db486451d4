"""Make tests/pictures/reply.png: a real answer of the bot, drawn as a phone shows it.

Run by hand when replies change: `apt-get install chromium fonts-noto-cjk fonts-noto-color-emoji`,
`pip install pillow`, then `python tests/tools/make_picture.py`. The bot answers on the Telegram of
tests/fake_telegram; text, bold words, quotes and buttons are those of its message.
"""

import asyncio
import shutil
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path

from PIL import Image

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

from fake_telegram import FakeTelegram, Limits, Message  # noqa: E402

from bot.messages.texts import texts_in  # noqa: E402
from bot.settings.settings import Settings  # noqa: E402
from bot.telegram.serving import serve  # noqa: E402
from retrieval import Library  # noqa: E402

ZH = texts_in("zh")

SEEDS = TESTS.parent / "seeds"
TARGET = TESTS / "pictures" / "reply.png"
QUESTION = "满都拉口岸的过货量是多少？"
WIDTH, COLOURS, MAX_BYTES = 430, 200, 150_000

STYLE = """
* { box-sizing: border-box; margin: 0 }
body { width: 430px; padding: 16px 12px; background: #c8d9c0; color: #000;
       font: 16px/1.42 "Noto Sans CJK SC", "Noto Sans", sans-serif }
.mine, .theirs { position: relative; border-radius: 16px; padding: 8px 12px; width: fit-content;
                 max-width: 100%; box-shadow: 0 1px 1px #0002 }
.mine { background: #e3fed4; margin: 0 0 10px auto; border-bottom-right-radius: 5px }
.theirs { background: #fff; border-bottom-left-radius: 5px; white-space: pre-wrap;
          overflow-wrap: anywhere }
.time { float: right; margin: 6px 0 -4px 10px; font-size: 12px; color: #0006 }
.theirs::after { content: ""; display: block; clear: both }
.mine .time { color: #4fae4e }
blockquote { position: relative; margin: 4px 0; padding: 4px 10px 4px 11px; font-size: 15px;
             border-left: 3px solid #3390ec; border-radius: 5px; background: #eaf3fc }
blockquote.folded { max-height: 69px; padding-bottom: 0; overflow: hidden }
blockquote.folded::after { content: "⌄"; position: absolute; right: 7px; bottom: 1px;
                           color: #3390ec; background: #eaf3fc;
                           font: 17px/20px sans-serif; padding: 0 3px }
.keyboard { display: grid; gap: 4px; margin-top: 4px }
.keyboard div { display: flex; gap: 4px }
.keyboard span { flex: 1; padding: 8px 0; border-radius: 8px; background: #6a8d6299; color: #fff;
                 font-size: 14px; font-weight: 500; text-align: center }
"""


async def reply() -> Message:
    """The bot's answer to the question, on a Telegram of our own."""
    async with FakeTelegram(limits=Limits.off()) as telegram:
        me, asker = telegram.bot("wenju_bot"), telegram.user("Asker", language_code="zh-hans")
        stop = asyncio.Event()
        with tempfile.TemporaryDirectory() as state:
            api_url = telegram.base_url.removesuffix("/bot")
            chosen = Settings(token=me.token, library=SEEDS, state=Path(state), api_url=api_url)
            library = Library.open(SEEDS)
            running = asyncio.create_task(serve(chosen, lambda _: library, ZH, stop))
            question = await asker.says(QUESTION, in_=me)
            [answer] = await me.replies(to=question)
            stop.set()
            await running
            return answer


def page(answer: Message) -> str:
    """The chat as HTML: Telegram's own tags mean the same here, but for folded quotes."""
    html = answer.html.replace("<blockquote expandable>", '<blockquote class="folded">')
    html = html.replace("\n<blockquote", "<blockquote")
    html = html.replace("</blockquote>\n", "</blockquote>")
    rows = ("".join(f"<span>{escape(b.label)}</span>" for b in row) for row in answer.rows)
    keyboard = "".join(f"<div>{row}</div>" for row in rows)
    return (
        f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style>'
        f'<div class="mine">{QUESTION}<span class="time">9:41 ✓✓</span></div>'
        f'<div class="theirs">{html}<span class="time">9:41</span></div>'
        f'<div class="keyboard">{keyboard}</div>'
    )


def draw(html: str, target: Path) -> None:
    """Draw `html` at twice the size of a phone's points, cut to what it fills."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        sys.exit("chromium is not installed")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "page.html")
        source.write_text(html, encoding="utf-8")
        common = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        common += [f"--user-data-dir={folder}/profile", "--run-all-compositor-stages-before-draw"]
        height = _height(common, source)
        subprocess.run(
            [
                *common,
                "--force-device-scale-factor=2",
                f"--window-size={WIDTH},{height}",
                f"--screenshot={target}",
                source.as_uri(),
            ],
            check=True,
            capture_output=True,
        )
    Image.open(target).convert("RGB").quantize(COLOURS).save(target, optimize=True)


def _height(browser: list[str], source: Path) -> int:
    """The height of the page, which it writes into its own title."""
    measuring = source.with_name("measure.html")
    script = "<script>document.title = document.documentElement.offsetHeight</script>"
    measuring.write_text(source.read_text(encoding="utf-8") + script, encoding="utf-8")
    command = [*browser, f"--window-size={WIDTH},600", "--dump-dom", measuring.as_uri()]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return int(done.stdout.partition("<title>")[2].partition("</title>")[0])


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    draw(page(asyncio.run(reply())), TARGET)
    size = TARGET.stat().st_size
    print(f"{TARGET.name}: {size:,} bytes")
    if size > MAX_BYTES:
        sys.exit("the picture is too large")
