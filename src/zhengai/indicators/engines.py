"""The engines that can compute a run, for those who ask for one."""

from zhengai_engine.run.engines import Engine, EngineFailed, EngineMissing

__all__ = ["Engine", "EngineFailed", "EngineMissing"]
