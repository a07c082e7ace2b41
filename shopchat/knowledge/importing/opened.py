"""An uploaded file's bytes as text."""

import zlib

from shopchat.core.errors import Invalid

# A catalogue of 200,000 products with long descriptions stays below; beyond, a compressed file would be a bomb.
MAX_UNPACKED = 256 * 1024 * 1024
GZIP_MAGIC = b"\x1f\x8b"
# What people send where a text is expected, by its first bytes.
_OTHERS = {
    b"PK\x03\x04": "This is an Excel or zip file. Save the table as CSV (UTF-8) and send that.",
    b"\xd0\xcf\x11\xe0": "This is an old Excel or Word file. Save it as CSV (UTF-8) or as text and send that.",
    b"%PDF": "PDF files cannot be read yet. Save the document as text, Markdown or HTML and send that.",
}


def opened(data: bytes) -> str:
    """The file's text: unpacked if it is gzip, read as UTF-8 or, failing that, as Windows-1252. Raises `Invalid`."""
    if data.startswith(GZIP_MAGIC):
        data = unpacked(data)
    for magic, sentence in _OTHERS.items():
        if data.startswith(magic):
            raise Invalid(sentence, ("body", "file"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise Invalid("This file is not text: save the table as CSV in UTF-8.", ("body", "file"))
    return text


def unpacked(data: bytes) -> bytes:
    """What a gzip file holds. Raises `Invalid` for a damaged one, and for one that unpacks to more than 256 MB."""
    inflate = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        content = inflate.decompress(data, MAX_UNPACKED)
    except zlib.error as error:
        raise Invalid(
            "The compressed file is damaged. Compress it again, or send it as it is.", ("body", "file")
        ) from error
    if inflate.unconsumed_tail:
        raise Invalid(f"The file unpacks to more than {MAX_UNPACKED // 1024 // 1024} MB. Split it.", ("body", "file"))
    if not inflate.eof:
        raise Invalid("The compressed file ends too early. Send it again.", ("body", "file"))
    return content
