"""Files on their way in: a server disk that does not take one is a sentence on the page, not a broken page."""

from typing import Any, cast

from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

from zhengai.web.shell.request import Request

_PROBLEM = "服务器的存储空间不足，文件没有收下，请联系系统管理员腾出空间后再传一次"


class CarefulUpload(TemporaryFileUploadHandler):
    """What came before the file, such as the form's token, stays readable; `upload_problem` tells the view."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().new_file(*args, **kwargs)
        except OSError as problem:
            raise self._stopped() from problem

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        try:
            return super().receive_data_chunk(raw_data, start)
        except OSError as problem:
            raise self._stopped() from problem

    def _stopped(self) -> StopUpload:
        cast(Request, self.request).upload_problem = _PROBLEM
        return StopUpload(connection_reset=False)


def upload_problem(request: Request) -> str:
    """Why files that were sent did not arrive; empty where they did."""
    return getattr(request, "upload_problem", "")
