"""A college that has lived: what its people did from the first goals to the sample's day, each on its own day, through
the rooms' own actions. Nothing judged is written down here: it is computed from the imported rows."""

from zhengai.sample.history.acts import FIRST_DAY, relive, relive_today

__all__ = ["FIRST_DAY", "relive", "relive_today"]
