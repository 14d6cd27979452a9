"""Regulations: the register (制度库), each change with its proof, clean-up campaigns, execution, internal control."""
