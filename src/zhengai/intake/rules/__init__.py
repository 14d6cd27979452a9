"""Reading a college's scheme and recognising what a pack can hold. Pure: knows files and text, no database."""
