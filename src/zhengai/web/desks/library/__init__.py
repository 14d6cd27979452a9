"""The library of standards: the list (表7), one standard with its versions, what is proposed and decided, policies."""
