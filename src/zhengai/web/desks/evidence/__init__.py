"""佐证文件: attaching and removing, a single file, and the list of all that a person sees."""
