"""Files that somebody or something leaves in a folder."""
