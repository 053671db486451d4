"""Images in text: the line that names the file and the caption under it."""

import re

from retrieval.models import Kind, Paragraph

IMAGE = re.compile(r"[^\n]{0,200}\.(?:jpe?g|png|gif|bmp|webp|tiff?)|!\[[^\]\n]*\]\([^)\n]*\)", re.I)
FIGURE = re.compile(
    r"(?:图片?说明|图注)\s*[:：].*|[图表]\s?\d{1,3}(?:[-.]\d+)?[\s:：].{1,60}|▲.{1,80}"
)
SENTENCE_END = re.compile(r"[。；;！!？?：:]$")
MAX_CAPTION = 80


def captions(text: str, paragraphs: list[Paragraph]) -> list[Paragraph]:
    """`paragraphs` with image names and the captions under them marked as such."""
    marked: list[Paragraph] = []
    below_image = False
    for paragraph in paragraphs:
        line = text[paragraph.start : paragraph.end]
        body = paragraph.kind is Kind.BODY
        is_image = body and bool(IMAGE.fullmatch(line))
        is_caption = body and bool(FIGURE.fullmatch(line) or (below_image and _is_caption(line)))
        marked.append(
            paragraph._replace(kind=Kind.CAPTION) if is_image or is_caption else paragraph
        )
        below_image = is_image
    return marked


def _is_caption(line: str) -> bool:
    return len(line) <= MAX_CAPTION and not SENTENCE_END.search(line)
