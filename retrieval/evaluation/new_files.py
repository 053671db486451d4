"""What would become of a file that is in no library yet."""

from pathlib import Path

from retrieval.errors import DocumentError
from retrieval.evaluation.file_checks import FileCheck, checked
from retrieval.indexing.indexer import divided, read_documents
from retrieval.library import Library
from retrieval.reading.recognition import Told, silent


def check_file(file: Path, library: Library, told: Told = silent) -> FileCheck:
    """What would become of a file that is none of the library's, if it were; its path is its name.

    `told` is which share of its pages has been recognised since it was told last.
    """
    try:
        read = read_documents(file, file.name, told)
        copy_of = library.documents.same_as(read.first.sha256) or ""
        return checked(divided(read), copy_of, read.said[0])
    except DocumentError as error:
        return FileCheck(file.name, error)
