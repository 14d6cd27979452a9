"""Opens what colleges really have: workbooks and delimited text, with titles above, notes below and words for headers."""
