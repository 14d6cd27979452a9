"""双链 › 目标链: the check, the picture and the reports on how plans are carried out."""
