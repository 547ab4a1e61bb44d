"""What a file's name tells about it: media type, Slack's short name, and what is safe to show."""

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType

_UNKNOWN = "application/octet-stream"


@dataclass(frozen=True)
class FileType:
    """A type of file: the media type, and Slack's `filetype` and `pretty_type`."""

    mimetype: str
    filetype: str
    pretty: str


def _known(mimetype: str, filetype: str, pretty: str) -> FileType:
    return FileType(mimetype, filetype, pretty)


# The common ones of Slack's list of file types. Others go by their extension.
_BY_EXTENSION: Mapping[str, FileType] = MappingProxyType(
    {
        "csv": _known("text/csv", "csv", "CSV"),
        "doc": _known("application/msword", "doc", "Word Document"),
        "docx": _known(
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "docx",
            "Word Document",
        ),
        "gif": _known("image/gif", "gif", "GIF"),
        "htm": _known("text/html", "html", "HTML"),
        "html": _known("text/html", "html", "HTML"),
        "jpeg": _known("image/jpeg", "jpg", "JPEG"),
        "jpg": _known("image/jpeg", "jpg", "JPEG"),
        "js": _known("text/javascript", "javascript", "JavaScript"),
        "json": _known("application/json", "json", "JSON"),
        "log": _known("text/plain", "text", "Plain Text"),
        "md": _known("text/markdown", "markdown", "Markdown (raw)"),
        "mp4": _known("video/mp4", "mp4", "MPEG 4 Video"),
        "pdf": _known("application/pdf", "pdf", "PDF"),
        "png": _known("image/png", "png", "PNG"),
        "py": _known("text/x-python", "python", "Python"),
        "svg": _known("image/svg+xml", "svg", "SVG"),
        "tsv": _known("text/tab-separated-values", "tsv", "TSV"),
        "txt": _known("text/plain", "text", "Plain Text"),
        "webp": _known("image/webp", "webp", "WebP"),
        "xls": _known("application/vnd.ms-excel", "xls", "Excel Spreadsheet"),
        "xlsx": _known(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx",
            "Excel Spreadsheet",
        ),
        "xml": _known("application/xml", "xml", "XML"),
        "yaml": _known("application/x-yaml", "yaml", "YAML"),
        "yml": _known("application/x-yaml", "yaml", "YAML"),
        "zip": _known("application/zip", "zip", "Zip"),
    }
)
_BINARY = FileType(_UNKNOWN, "binary", "Binary")
# Pictures that cannot carry scripts, and so may be shown in place. SVG can.
SHOWN_IN_PLACE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


def type_of(name: str) -> FileType:
    """The type that a file's name tells, whatever this machine's own tables say."""
    extension = PurePosixPath(name.lower()).suffix.removeprefix(".")
    if extension in _BY_EXTENSION:
        return _BY_EXTENSION[extension]
    guessed = mimetypes.MimeTypes().guess_type(f"x.{extension}")[0] if extension else None
    return FileType(guessed, extension, extension.upper()) if guessed else _BINARY
