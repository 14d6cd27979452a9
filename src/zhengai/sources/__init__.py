"""数据源: the register of source systems, and how their data come in without anyone retyping them."""
