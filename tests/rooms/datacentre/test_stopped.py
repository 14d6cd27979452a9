"""Why an import stopped, in words a person can act on, whatever the engine called it."""

from errno import ENOSPC

import pytest

from zhengai.datacentre.rules import stopped_by


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (OSError(ENOSPC, "No space left on device"), "磁盘已满"),
        (RuntimeError("IO Error: Could not write file"), "磁盘已满"),
        (
            RuntimeError("Out of Memory Error: failed to allocate data of size 16.0 MiB"),
            "内存不够，请把文件分成几个较小的文件",
        ),
        (MemoryError(), "内存不够"),
        (RuntimeError("two\n lines"), "two lines"),
    ],
)
def test_the_reason_names_what_to_do(problem: Exception, said: str) -> None:
    assert stopped_by(problem).startswith(said)
