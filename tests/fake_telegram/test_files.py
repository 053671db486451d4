"""Files, in both directions."""

from __future__ import annotations

import pytest
from telegram.error import BadRequest

from fake_telegram import FakeTelegram
from fake_telegram.conftest import Client

pytestmark = pytest.mark.asyncio


async def test_a_bot_sends_a_file_and_sends_it_again(telegram: FakeTelegram, ptb: Client) -> None:
    me, ada = telegram.bot(), telegram.user("Ada")
    start = await ada.starts(me)
    client = await ptb(me)
    sent = await client.send_document(
        ada.id, "内容".encode(), filename="报告.txt", caption="<b>x</b>", parse_mode="HTML"
    )
    assert sent.document
    await client.send_document(ada.id, sent.document.file_id)
    first, second = await me.replies(to=start, count=2)
    assert first.document
    assert first.document["file_name"] == "报告.txt"
    assert (first.text, first.html) == ("x", "<b>x</b>")
    assert second.document == first.document
    file = await client.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == "内容".encode()
    assert telegram.calls("download")[0].ok


async def test_a_bot_reads_what_people_send(telegram: FakeTelegram, ptb: Client) -> None:
    me, ada = telegram.bot(), telegram.user("Ada")
    message = await ada.sends("document", name="a.md", content=b"# a", mime_type="text/markdown")
    assert message.document
    assert message.document["file_name"] == "a.md"
    file = await (await ptb(me)).get_file(message.document["file_id"])
    assert bytes(await file.download_as_bytearray()) == b"# a"


async def test_what_is_refused(telegram: FakeTelegram, ptb: Client) -> None:
    me, ada = telegram.bot(), telegram.user("Ada")
    await ada.starts(me)
    client = await ptb(me)
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await client.send_document(ada.id, b"", filename="empty.txt")
    with pytest.raises(BadRequest, match="Wrong file identifier"):
        await client.send_document(ada.id, "no-such-file")
    with pytest.raises(BadRequest, match="Wrong file identifier"):
        await client.get_file("no-such-file")
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await client.send_document(ada.id, b"x", filename="a.txt", caption="x" * 1025)


async def test_a_bot_sends_a_picture(telegram: FakeTelegram, ptb: Client) -> None:
    me, ada = telegram.bot(), telegram.user("Ada")
    start = await ada.starts(me)
    client = await ptb(me)
    picture = b"\x89PNG\r\n\x1a\n..."
    sent = await client.send_photo(ada.id, picture, caption="<i>x</i>", parse_mode="HTML")
    [seen] = await me.replies(to=start)
    assert seen.html == "<i>x</i>"
    assert telegram.content(sent.photo[-1].file_id) == picture
    with pytest.raises(BadRequest, match="Image_process_failed"):
        await client.send_photo(ada.id, b"no picture")


async def test_a_large_file_is_kept_from_bots_but_on_a_server_of_ones_own(
    telegram: FakeTelegram, ptb: Client
) -> None:
    me, ada = telegram.bot(), telegram.user("Ada")
    client = await ptb(me)
    message = await ada.sends("document", name="a.pdf", content=bytes(20 * 2**20 + 1))
    assert message.document
    with pytest.raises(BadRequest, match="File is too big"):
        await client.get_file(message.document["file_id"])
    telegram.be_local()
    file = await client.get_file(message.document["file_id"])
    assert len(await file.download_as_bytearray()) == 20 * 2**20 + 1


async def test_files_come_in_an_album(telegram: FakeTelegram) -> None:
    telegram.bot()
    one, two = await telegram.user("Ada").sends_files({"a.txt": b"a", "b.txt": b"b"}, caption="x")
    assert one.document
    assert (one.document["file_name"], two.text) == ("a.txt", "x")
    assert one.json["media_group_id"] == two.json["media_group_id"]
