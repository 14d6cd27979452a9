from tests.rooms.framework.conftest import make_pack

__all__ = ["make_pack"]
