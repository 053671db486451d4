"""Signs of fonts that have pictures in the place of letters, as the characters that show them."""

_SIGNS = {
    "wingdings": dict(zip(b"lno\xa8\xd8\xfc\xfe\xfb", "●■□□➢✓☑✗", strict=True)),
    "wingdings 2": dict(zip(b"PR\xa3*T", "✓☑□□☒", strict=True)),
    "symbol": dict(zip(b"\xb7\xb3\xa3\xb1\xb4\xb8\xb0", "•≥≤±×÷°", strict=True)),
}


def sign(font: str, code: int) -> str:
    """The sign that a font has for a code; "" for one that is not known here."""
    # Fonts of signs have them in the private use area too.
    return _SIGNS.get(font.lower(), {}).get(code & 0xFF, "")
