"""The improvement desk: what is done about problems, and whether data says that it helped."""
