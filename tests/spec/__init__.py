"""The rules of the indicator language, one by one: small tables in, values out, on every engine."""
