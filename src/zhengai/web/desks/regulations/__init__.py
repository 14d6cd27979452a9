"""制度链: the register, one regulation with its changes and their proof, clean-up campaigns."""
