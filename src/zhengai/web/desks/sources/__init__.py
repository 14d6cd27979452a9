"""数据源: the register of source systems, what each brought, and when the next is due."""
