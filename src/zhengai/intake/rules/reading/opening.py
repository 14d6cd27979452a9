"""Which reader a file needs: told by its content, not only by its name."""

from pathlib import PurePath

from zhengai.intake.rules.document import Document, Unreadable
from zhengai.intake.rules.reading.portable import read_portable
from zhengai.intake.rules.reading.text import read_text
from zhengai.intake.rules.reading.word import read_word

LARGEST = 50 * 1024 * 1024  # bytes
_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
KINDS = (".docx", ".txt", ".pdf")


def read_document(name: str, data: bytes) -> Document:
    """Raises Unreadable with one Chinese sentence that says what to do."""
    if not data.strip():
        raise Unreadable(f"文件 {name} 是空的")
    if len(data) > LARGEST:
        raise Unreadable(f"文件 {name} 超过 {LARGEST // 1024 // 1024} MB：请删去图片或拆成几个文件")
    suffix = PurePath(name).suffix.lower()
    if data.startswith(_OLE):
        raise Unreadable(_ole(name, data))
    if data.startswith(_PDF):
        return read_portable(name, data)
    if data.startswith(_ZIP) or suffix == ".docx":
        return read_word(name, data)
    if suffix in (".txt", ".text", ".md", ""):
        return read_text(name, data)
    raise Unreadable(f"文件 {name} 的格式不能导入：请用 {'、'.join(KINDS)}")


def _ole(name: str, data: bytes) -> str:
    if _ENCRYPTED in data:
        return f"文件 {name} 有打开密码：请在 Word 里取消密码，另存后再导入"
    return f"文件 {name} 是旧的 .doc 格式：请用 Word 或 WPS 打开，另存为 .docx 再导入"
