"""The judge: the slow, obvious evaluator in plain Python that every other engine must agree with."""

from zhengai_engine.reference.evaluate import evaluate

__all__ = ["evaluate"]
